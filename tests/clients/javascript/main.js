// node main.js STATE.json new | write ID | set ID | tag ID | show ID | list | refused | digest | sync
//
// What to write comes as JSON through standard input, what there is goes to standard output as JSON.
// REELYARD_SERVER and REELYARD_API_KEY say where and as whom `sync` and `digest` ask.

import { readFileSync } from "node:fs";
import { Device } from "./device.js";

const [file, command, id] = process.argv.slice(2);
const { REELYARD_SERVER: server, REELYARD_API_KEY: key } = process.env;
const device = new Device(file, server, key);
const input = () => JSON.parse(readFileSync(0, "utf8"));

const commands = {
  new: () => ({ id: device.newDraft(input()) }),
  write: () => device.write(id, input()),
  set: () => device.set(id, input()),
  tag: () => device.tag(id, input()),
  show: () => device.read(id),
  list: () => device.drafts(),
  refused: () => device.state.refused,
  digest: () => device.digest(),
  sync: async () => {
    await device.sync();
    return { cursor: device.state.cursor, waiting: device.state.outbox.length };
  },
};

try {
  console.log(JSON.stringify((await commands[command]()) ?? {}));
} catch (problem) {
  console.error(problem.message);
  process.exitCode = 1;
}
