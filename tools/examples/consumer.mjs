#!/usr/bin/env node
// Follows alerts over HTTP (server-sent events) without losing one, over restarts of either side. Node 18 or newer.
//
//   consumer.mjs [TYPE] [CURSOR_FILE]      for example: consumer.mjs tidemark.churn churn.cursor
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const type = process.argv[2] ?? "";
const file = process.argv[3] ?? "consumer.cursor";
const url = `${process.env.TIDEMARK_URL ?? "http://127.0.0.1:8080"}/v1/alerts`;
let cursor = existsSync(file) ? readFileSync(file, "ascii") : "";

function store(next) {
  cursor = next;
  writeFileSync(`${file}.new`, cursor);
  renameSync(`${file}.new`, file);
}

// The cursor is stored behind what was handled: after a crash an alert may come once more, known by its id.
function take(id, alert) {
  const { level, from, to } = alert.data;
  console.log(alert.id, alert.subject, level, from, to);
  store(id);
}

async function follow() {
  if (cursor === "") store((await (await fetch(`${url}?limit=1`)).json()).head); // the first time: from now on
  const headers = { "Last-Event-ID": cursor };
  const answer = await fetch(`${url}/stream?type=${encodeURIComponent(type)}`, { headers });
  if (answer.status === 410) {
    console.error(await answer.text()); // too old, or another store: somebody must decide where to begin again
    process.exit(1);
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  let text = "";
  for await (const bytes of answer.body.pipeThrough(new TextDecoderStream())) {
    text += bytes;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const fields = Object.fromEntries(
        text.slice(0, end).split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
      );
      if (fields.data) take(fields.id, JSON.parse(fields.data));
    }
  }
}

for (;;) {
  try {
    await follow();
  } catch (error) {
    console.error(`waiting for ${url}: ${error.cause?.code ?? error.message}`);
  }
  await pause(500);
}
