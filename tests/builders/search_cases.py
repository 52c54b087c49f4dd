"""What a search finds: one table for every database that a library is searched in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchCase:
    """One item of a library, what is asked, and whether the item is an answer."""

    says: str
    title: str
    topic: str
    tags: tuple[str, ...]
    asked: str
    is_found: bool


def case(
    says: str, asked: str, *, title: str = "", topic: str = "", tags: tuple[str, ...] = ()
) -> SearchCase:
    """An item that is found."""
    return SearchCase(says, title, topic, tags, asked, True)


def miss(
    says: str, asked: str, *, title: str = "", topic: str = "", tags: tuple[str, ...] = ()
) -> SearchCase:
    """An item that is not."""
    return SearchCase(says, title, topic, tags, asked, False)


SEARCH_CASES = (
    case("a whole title", "why is the sky blue?", title="Why is the sky blue?"),
    case("a part of a word", "bean", title="Jellybeans"),
    case("one letter", "q", title="Quick"),
    case("the topic", "rainbow", title="Colours", topic="Why do rainbows curve?"),
    case("a tag", "kitch", title="Soup", tags=("in the kitchen", "slow")),
    case("case in either", "SKY", title="sky"),
    case("case in the item", "sky", title="THE SKY"),
    case("accents in the item", "creme brulee", title="Crème brûlée"),
    case("accents in what is asked", "naïve", title="A naive plan"),
    case("accents as marks of their own", "cafe\u0301", title="Café"),
    case("German sharp s", "strasse", title="Straße"),
    case("German sharp s asked for", "STRAẞE", title="Strasse"),
    case("Turkish dotted capital", "istanbul", title="İSTANBUL"),
    case("Turkish dotless letter", "isik", title="IŞIK ışık"),
    case("Polish l", "lodz", title="Łódź"),
    case("Danish letters", "smorrebrod og aeble", title="Smørrebrød og æble"),
    case("Vietnamese", "pho dac biet", title="Phở đặc biệt"),
    case("Greek with tonos", "ουρανος", title="Ουρανός"),
    case("Greek final sigma", "ΟΥΡΑΝΟΣ", title="ουρανος"),
    case("Russian case", "НЕБО", title="небо"),
    case("Russian yo", "елка", title="Ёлка"),
    case("Arabic vowels", "سلام", title="سَلَام"),
    case("Hebrew points", "שלום", title="שָׁלוֹם"),
    case("Hindi", "आसमान", title="आसमान नीला क्यों है?"),
    case("Thai", "ท้องฟ้า", title="ทำไมท้องฟ้าเป็นสีฟ้า?"),
    case("one Chinese character", "蓝", title="天空为什么是蓝色的？"),
    case("Japanese", "あおい", title="そらはなぜあおいの？"),
    case("Korean", "하늘", title="하늘은 왜 파랄까?"),
    case("full-width letters", "abc123", title="ＡＢＣ１２３"),
    case("ligatures", "office", title="oﬃce"),
    case("an emoji", "🌈", title="Why 🌈 curve"),
    case("an emoji with and without its selector", "\u2764", title="I \u2764\ufe0f reels"),
    case("soft hyphens", "cooperation", title="co\u00adoperation"),
    case("marks of direction", "left", title="\u200eleft\u200f"),
    case("spaces of every kind", "two  words", title="two\u00a0words"),
    case("spaces around what is asked", "  sky ", title="skyline"),
    case("nothing asked finds all", "", title="anything"),
    case("only spaces asked finds all", " \u3000", title="anything"),
    case("a percent sign", "100%", title="100% cotton"),
    case("an underscore", "a_b", title="a_b"),
    case("a backslash", "c:\\d", title="C:\\dir"),
    case("a quote", "it's", title="It's on"),
    case("an asterisk", "*", title="5* stars"),
    case("the start of a title that ends in more", "sky", title="sky" + "x" * 290),
    miss("another word", "sea", title="sky"),
    miss("words in another order", "blue sky", title="sky blue"),
    miss("a percent sign is itself", "1%0", title="100"),
    miss("an underscore is itself", "a_b", title="axb"),
    miss("a backslash is itself", "c\\d", title="cd"),
    miss("an asterisk is itself", "s*y", title="sky"),
    miss("no hit spans title and topic", "sky blue", title="the sky", topic="blue is why"),
    miss("no hit spans two tags", "a b", tags=("a", "b")),
    miss("a Japanese letter with its voicing mark is another", "か", title="がく"),
    miss("a Hindi vowel is no accent", "क", title="ख"),
)
