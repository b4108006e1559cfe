#!/usr/bin/env python3
"""Follows alerts over ZeroMQ without losing one, over restarts of either side. Needs pyzmq (Debian: python3-zmq).

  consumer.py [TOPIC] [CURSOR_FILE]      for example: consumer.py churn.critical. churn.cursor
"""
import json, os, sys
import zmq

TOPIC = sys.argv[1] if len(sys.argv) > 1 else ""
FILE = sys.argv[2] if len(sys.argv) > 2 else "consumer.cursor"
ALERTS = os.environ.get("TIDEMARK_ALERTS", "tcp://127.0.0.1:7703")
CATCH_UP = os.environ.get("TIDEMARK_CATCH_UP", "tcp://127.0.0.1:7704")
LEVEL = TOPIC.split(".")[0]  # gaps are seen by whole levels, so that is what is subscribed
WANTED = LEVEL + "." if LEVEL else ""

context = zmq.Context()
live = context.socket(zmq.SUB)
live.connect(ALERTS)
for prefix in (WANTED, "hb"):
    live.setsockopt_string(zmq.SUBSCRIBE, prefix)
cursor = tuple(map(int, open(FILE).read().split(":"))) if os.path.exists(FILE) else None

def store(epoch, last):
    global cursor
    cursor = (epoch, last)
    with open(FILE + ".new", "w", encoding="ascii") as file:
        file.write(f"{epoch}:{last}")
    os.replace(FILE + ".new", FILE)

def take(frames):  # the cursor goes behind what was handled: after a crash it may come once more, by its id
    alert = json.loads(frames[3])
    if frames[0].decode().startswith(TOPIC):
        print(alert["id"], alert["subject"], *(alert["data"][k] for k in ("level", "from", "to")), flush=True)
    store(*map(int, frames[1].split(b":")))

def catch_up():
    with context.socket(zmq.DEALER) as past:
        past.setsockopt(zmq.LINGER, 0)
        past.connect(CATCH_UP)
        past.send_json({"after": "%d:%d" % cursor, "topic": WANTED})
        while past.poll(5000):  # no answer: the next heartbeat or alert asks again
            frames = past.recv_multipart()
            if frames[0] == b"error":  # too old, or another store: somebody must decide where to begin again
                sys.exit(frames[1].decode())
            if frames[0] == b"end":
                return store(cursor[0], json.loads(frames[1])["scanned"])
            take(frames)

while True:
    frames = live.recv_multipart()
    if frames[0] == b"hb":
        beat = json.loads(frames[1])
        if cursor is None:
            store(beat["epoch"], beat["last"])  # the first time: from now on
        last = beat["levels"].get(LEVEL, 0) if LEVEL else beat["last"]
        if last > cursor[1] or beat["epoch"] != cursor[0]:
            catch_up()
    elif cursor and (sequence := int(frames[1].split(b":")[1])) > cursor[1]:
        gap = int(frames[2]) > cursor[1] if LEVEL else sequence != cursor[1] + 1
        catch_up() if gap else take(frames)
