// A Reelyard device in JavaScript: it edits without a network, and loses nothing when there is one.
//
// Everything it must not forget stands in one file, which is replaced whole before an edit counts
// as made. docs/sync.md says why each step is as it is.

import { createHash, randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import * as Y from "yjs";
import * as clock from "./clock.js";

const SCHEMA = 1;
// A paste is sent in pieces, so that no update is longer than the server takes.
const LONGEST_PIECE_UNITS = 40_000;
const TEXTS = ["topic", "script"];

export class Refused extends Error {
  constructor(status, problem) {
    super(`${status} ${problem.code ?? ""}: ${problem.detail ?? ""} ${problem.remedy ?? ""}`);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
  }
}

export class Device {
  constructor(file, server, key) {
    this.file = file;
    this.server = server;
    this.key = key;
    this.state = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : fresh();
  }

  // What a person does. None of it needs a network.

  newDraft({ topic = "", script = "", ...fields }) {
    const id = randomUUID();
    this.state.rows[`draft/${id}`] = { of: "draft", id, fields: {}, tags: [], updates: [] };
    // The first `set` makes the row, so it goes before the words; only who makes it seeds them.
    this.#want({ kind: "set", of: "draft", id, hlc: this.#tick(), fields: { platform: "tiktok", ...fields } });
    this.#edit(id, { topic, script });
    this.#save();
    return id;
  }

  write(id, texts) {
    this.#edit(id, texts);
    this.#save();
  }

  set(id, fields) {
    this.#want({ kind: "set", of: "draft", id, hlc: this.#tick(), fields });
    this.#save();
  }

  tag(id, add, remove = []) {
    const seen = this.state.cursor?.seq ?? 0;
    this.#want({ kind: "tags", of: "draft", id, add, remove, seen });
    this.#save();
  }

  // The draft as this device shows it: the server's row, with what still waits over it.
  read(id) {
    const row = this.state.rows[`draft/${id}`];
    const fields = structuredClone(row.fields);
    const tags = new Set(row.tags);
    for (const op of this.state.outbox.filter((op) => op.id === id)) {
      if (op.kind === "set") takeIn(fields, written(op, this.state.device));
      for (const tag of op.remove ?? []) tags.delete(tag);
      for (const tag of op.add ?? []) tags.add(tag);
    }
    const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.v]));
    return { id, ...values, tags: [...tags].sort(), ...textsOf(documentOf(row)) };
  }

  drafts() {
    return Object.values(this.state.rows).filter((row) => row.of === "draft").map((row) => this.read(row.id));
  }

  // The talk with the server: hello, push what waits, pull what is new.

  async sync() {
    await this.hello();
    await this.push();
    await (this.state.cursor === null ? this.snapshot() : this.pull());
  }

  async hello() {
    const { device, cursor, mark } = this.state;
    const body = { device, schema: [SCHEMA, SCHEMA], cursor, mark };
    const answer = await this.#understood(() => this.#call("POST", "/v1/sync/hello", body));
    if (answer === null) return this.hello();
    if (![null, answer.epoch].includes(this.state.epoch) || answer.last_n < this.state.acked_n)
      this.#beginResync("history"); // restored from a copy that is older than what it told us
    this.state.epoch = answer.epoch;
    this.state.offset_ms = Date.now() - answer.now_ms;
    this.limits = answer.limits;
    // The server knows more of this device than it does itself: it is an older copy of itself.
    if (answer.last_n > this.state.last_n && !this.state.is_resyncing) {
      this.#becomeAnother();
      this.#save();
      return this.hello();
    }
    if (this.state.is_resyncing) this.#sendAllAgain(answer.last_n);
    this.#save();
  }

  async push() {
    while (this.state.outbox.length > 0) {
      const ops = batchOf(this.state.outbox, this.limits);
      const { device, cursor, mark } = this.state;
      const body = { device, schema: SCHEMA, cursor, mark, ops };
      const answer = await this.#understood(() => this.#call("POST", "/v1/sync/push", body));
      if (answer === null) {
        await this.hello();
        continue;
      }
      this.#takeAcks(ops, answer);
    }
  }

  async pull() {
    for (let more = true; more; ) {
      const { cursor, mark } = this.state;
      const query = new URLSearchParams({ limit: 500 });
      if (cursor) query.set("after", cursor.seq), query.set("h", cursor.h);
      if (mark) query.set("mark", `${mark.seq}:${mark.h}`);
      const page = await this.#understood(() => this.#call("GET", `/v1/sync/pull?${query}`));
      if (page === null) return this.sync();
      page.changes.forEach((change) => this.#takeChange(change));
      this.state.cursor = page.next ?? this.state.cursor;
      this.#save(); // rows and cursor together, or neither
      more = page.more;
    }
  }

  async snapshot() {
    const held = new Set();
    for (let next = "", at = null; next !== null; ) {
      const query = new URLSearchParams(next ? { cursor: next } : {});
      const page = await this.#call("GET", `/v1/sync/snapshot?${query}`);
      for (const change of page.changes) held.add(this.#takeChange(change));
      at = page.at;
      next = page.next_cursor;
      if (next === null) this.state.cursor = at;
    }
    const waiting = new Set(this.state.outbox.map((op) => `${op.of}/${op.id}`));
    for (const name of Object.keys(this.state.rows)) {
      // The server no longer has it and nothing of ours waits for it: put aside, never thrown away.
      if (held.has(name) || waiting.has(name)) continue;
      this.state.put_aside[name] = this.state.rows[name];
      delete this.state.rows[name];
    }
    this.#save();
    if (this.state.cursor !== null) await this.pull();
  }

  async digest() {
    return this.#call("GET", "/v1/sync/digest");
  }

  // The answer, or null when the server wanted something else first, which is then prepared.
  async #understood(ask) {
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.status !== 409) throw problem;
      if (problem.code === "device-fork") this.#becomeAnother();
      else if (problem.code === "resync") this.#beginResync(problem.problem.reason);
      // Only a server that forgot what it acknowledged misses a number.
      else if (problem.code === "gap") this.#beginResync("history");
      else throw problem;
      this.#save();
      return null;
    }
  }

  async #call(method, path, body) {
    const answer = await fetch(this.server + path, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
    if (!answer.headers.get("content-type")?.includes("json"))
      throw new Error(`Something else than Reelyard answers (${answer.status}).`);
    const told = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  }

  // Taking in.

  #takeAcks(ops, answer) {
    const byNumber = new Map(ops.map((op) => [op.n, op]));
    for (const ack of answer.acks) {
      const op = byNumber.get(ack.n);
      if (ack.status === "applied") this.#fold(op, ack);
      else this.#putToRefused(op, ack.problem);
    }
    const done = new Set(answer.acks.map((ack) => ack.n));
    this.state.outbox = this.state.outbox.filter((op) => !done.has(op.n));
    this.state.mark = answer.mark;
    this.state.acked_n = Math.max(...done);
    this.#save(); // an op leaves in the same write that keeps what it did
  }

  #fold(op) {
    const row = this.state.rows[`${op.of}/${op.id}`];
    if (row === undefined) return;
    if (op.kind === "set") takeIn(row.fields, written(op, this.state.device));
    if (op.kind === "tags") {
      const kept = row.tags.filter((tag) => !op.remove.includes(tag));
      row.tags = [...new Set([...kept, ...op.add])].sort();
    }
  }

  // Refused for good: it is kept where a person sees it, and blocks nothing.
  #putToRefused(op, problem) {
    this.state.refused.push({ op, problem, shown: op.kind === "text" ? this.read(op.id) : null });
    if (op.kind !== "text") return;
    // Later words of this draft build on the refused ones: the document is read anew.
    this.state.outbox = this.state.outbox.filter((other) => other.kind !== "text" || other.id !== op.id);
    this.state.rows[`draft/${op.id}`].updates = [];
    this.state.cursor = null;
  }

  #takeChange(change) {
    const name = `${change.of}/${change.id}`;
    if (change.is_gone) {
      delete this.state.rows[name];
      return name;
    }
    const updates = this.state.rows[name]?.updates ?? [];
    if (change.update) {
      if (sha256(Buffer.from(change.update, "base64")) !== change.sha256)
        throw new Error(`The text of ${name} did not arrive as it was sent.`);
      updates.push(change.update);
    }
    const { of, id, fields = {}, tags = [], row = null } = change;
    this.state.rows[name] = { of, id, fields: fields ?? {}, tags: tags ?? [], row, updates };
    // A clock that has seen this moment never writes an earlier one.
    for (const field of Object.values(fields ?? {})) this.state.hlc = clock.later(this.state.hlc, field.hlc);
    return name;
  }

  // When the server is not the one it was, or this device is not alone.

  #becomeAnother() {
    this.state.device = randomUUID();
    this.state.mark = null;
    this.state.acked_n = 0;
    this.#renumber(1);
  }

  #beginResync(reason) {
    this.state.cursor = null;
    this.state.mark = null;
    this.state.is_resyncing = reason !== "horizon";
  }

  #sendAllAgain(last_n) {
    const pending = this.state.outbox;
    this.state.outbox = [];
    this.state.last_n = this.state.acked_n = last_n;
    for (const row of Object.values(this.state.rows)) wholeState(row).forEach((op) => this.#want(op));
    pending.filter((op) => !op.by && !op.whole).forEach((op) => this.#want(op));
    this.state.is_resyncing = false;
  }

  #renumber(first) {
    this.state.outbox.forEach((op, index) => (op.n = first + index));
    this.state.last_n = first + this.state.outbox.length - 1;
  }

  // Edits and their ops.

  #edit(id, texts) {
    const row = this.state.rows[`draft/${id}`];
    const document = documentOf(row);
    const made = [];
    document.on("update", (update) => made.push(update));
    for (const name of TEXTS.filter((name) => name in texts))
      replaceBy(document, document.getText(name), tidy(texts[name]));
    for (const bytes of made) {
      const update = Buffer.from(bytes).toString("base64");
      row.updates.push(update);
      this.#want({ kind: "text", of: "draft", id, update, sha256: sha256(bytes) });
    }
  }

  #want(op) {
    this.state.last_n += 1;
    this.state.outbox.push({ ...op, n: this.state.last_n });
  }

  #tick() {
    this.state.hlc = clock.tick(this.state.hlc, Date.now() - this.state.offset_ms);
    return this.state.hlc;
  }

  // An edit is made once this returns: written beside, on the disk, then put in its place.
  #save() {
    const half = openSync(`${this.file}.part`, "w");
    writeSync(half, JSON.stringify(this.state));
    fsyncSync(half);
    closeSync(half);
    renameSync(`${this.file}.part`, this.file);
  }
}

function fresh() {
  return {
    device: randomUUID(), epoch: null, cursor: null, mark: null, last_n: 0, acked_n: 0, hlc: clock.NEVER, offset_ms: 0,
    is_resyncing: false, rows: {}, outbox: [], refused: [], put_aside: {},
  };
}

// Updates in the order in which they came to be; a new client id every time, never a kept one.
function documentOf(row) {
  const document = new Y.Doc();
  for (const update of row.updates) Y.applyUpdate(document, Buffer.from(update, "base64"));
  if (document.store.pendingStructs !== null) throw new Error(`Words of ${row.id} are missing.`);
  return document;
}

function textsOf(document) {
  return Object.fromEntries(TEXTS.map((name) => [name, document.getText(name).toString()]));
}

// Only what differs is touched, so that words written elsewhere at the same time stay.
function replaceBy(document, text, after) {
  const before = text.toString();
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  if (isHigh(before[start - 1])) start -= 1; // never between the halves of one character
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (end > 0 && isLow(before[before.length - end])) end -= 1;
  const inserted = after.slice(start, after.length - end);
  if (before.length - end > start) document.transact(() => text.delete(start, before.length - end - start));
  for (let at = 0; at < inserted.length; ) {
    let piece = inserted.slice(at, at + LONGEST_PIECE_UNITS);
    if (isHigh(piece.at(-1)) && at + piece.length < inserted.length) piece = piece.slice(0, -1);
    document.transact(() => text.insert(start + at, piece));
    at += piece.length;
  }
}

const isHigh = (unit) => unit !== undefined && unit >= "\ud800" && unit <= "\udbff";
const isLow = (unit) => unit !== undefined && unit >= "\udc00" && unit <= "\udfff";

// Line ends are \n; NUL and halves of characters are in no text.
function tidy(text) {
  return text.replace(/\r\n|[\r\u2028\u2029]/g, "\n").replace(/\0/g, "").replace(/\p{Surrogate}/gu, "");
}

function written(op, device) {
  const entries = Object.entries(op.fields).map(([name, v]) => [name, { v, hlc: op.hlc, device: op.by ?? device }]);
  return Object.fromEntries(entries);
}

// The last writer wins, ties by device; words, not numbers, are compared. What a device writes
// takes the place of what it wrote itself before, whatever its clock did in between.
function takeIn(fields, news) {
  for (const [name, field] of Object.entries(news)) {
    const standing = fields[name];
    if (!standing || standing.device === field.device || `${field.hlc} ${field.device}` > `${standing.hlc} ${standing.device}`) fields[name] = field;
  }
}

// All that a device holds of a row, as ops: every field with its own moment and writer.
function wholeState(row) {
  if (!["draft", "placement", "asset"].includes(row.of)) return [];
  const { of, id } = row;
  const sets = new Map();
  for (const [name, { v, hlc, device: by }] of Object.entries(row.fields)) {
    const stamp = `${hlc} ${by}`;
    if (!sets.has(stamp)) sets.set(stamp, { kind: "set", of, id, hlc, fields: {}, by });
    sets.get(stamp).fields[name] = v;
  }
  const ops = [...sets.values()];
  if (row.tags.length > 0) ops.push({ kind: "tags", of, id, add: row.tags, remove: [], seen: 0, whole: true });
  if (row.updates.length > 0) {
    const whole = Y.mergeUpdates(row.updates.map((update) => Buffer.from(update, "base64")));
    const update = Buffer.from(whole).toString("base64");
    ops.push({ kind: "text", of, id, update, sha256: sha256(whole), whole: true });
  }
  return ops;
}

function batchOf(outbox, limits) {
  const batch = [];
  let bytes = 0;
  for (const op of outbox.slice(0, limits.ops)) {
    bytes += Buffer.byteLength(JSON.stringify(op));
    if (batch.length > 0 && bytes > limits.bytes) break;
    batch.push(op);
  }
  return batch;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
