// Hybrid logical clocks: `<13-digit ms>-<4 hex>`, compared as words. They break ties between edits
// of one field and order nothing else.

export const NEVER = "0000000000000-0000";
const MOST_IN_ONE_MS = 0xffff;

// The next moment after `last`, whatever the clock of this computer says.
export function tick(last, now_ms) {
  const [ms, count] = partsOf(last);
  if (now_ms > ms) return written(now_ms, 0);
  return count < MOST_IN_ONE_MS ? written(ms, count + 1) : written(ms + 1, 0);
}

export function later(one, other) {
  return one > other ? one : other;
}

function partsOf(hlc) {
  const [ms, count] = hlc.split("-");
  return [Number(ms), Number.parseInt(count, 16)];
}

function written(ms, count) {
  return `${String(Math.trunc(ms)).padStart(13, "0")}-${count.toString(16).padStart(4, "0")}`;
}
