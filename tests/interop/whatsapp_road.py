"""The whole road of WhatsApp: the real binary between the lab's Graph API, core and SMSC, over real sockets.

    whatsapp_road.py SAPA SOURCE_DIR SHARED_DIR        exit status 77: the shared fixtures are missing
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

SAPA, SOURCE, SHARED = sys.argv[1:4]
FIXTURES = os.path.join(SHARED, "fixtures", "whatsapp")
NUMBER, SECRET = "106540352242922", "road secret"
PATIENCE = 120


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read()
    finally:
        connection.close()


def until(holds, what):
    end = time.monotonic() + PATIENCE
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("never came: " + what)
        time.sleep(0.05)


def signed(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(**value):
    value.setdefault("metadata", {"display_phone_number": "622150811000", "phone_number_id": NUMBER})
    change = {"value": value, "field": "messages"}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    return json.dumps(whole).encode()


class Road:
    """The gateway and its peers as processes, with a store of their own."""

    def __init__(self, folder, manifest):
        self.folder, self.manifest, self.sent, self.children, self.wamids = folder, manifest, 0, [], 0
        self.port, self.admin = free_port(), free_port()
        people = [{"participant_no": "31712345678900%02d" % i, "phones": ["62812000000%02d" % i]} for i in range(60)]
        people[50]["phones"] = [person(10)]  # two numbers: which one must be asked, outside a session
        self.write("people.json", json.dumps(people))
        self.write("token", "good")
        core = self.start("core", "lab", "core", "--port", "0", "--conf", SOURCE + "/conf", "--people", folder + "/people.json")
        core_port = self.told(core, r"http://127\.0\.0\.1:(\d+)")
        smsc_port = self.told(self.start("smsc", "lab", "smsc", "--port", "0"), r"(\d{4,5})")
        graph = self.start("graph", "lab", "graph", "--port", "0", "--app-secret", SECRET, "--token", "good",
                           "--phone-number-id", NUMBER, "--webhook", f"http://127.0.0.1:{self.port}/webhooks/whatsapp")
        self.graph = int(self.told(graph, r"127\.0\.0\.1:(\d+)"))
        numbers = sorted({n for w in manifest["webhooks"] for n in w["phone_number_ids"]} | {NUMBER})
        secrets = sorted({w.get("app_secret", manifest["test_app_secret"]) for w in manifest["webhooks"]} | {SECRET})
        account = {"app_secret": secrets, "verify_token": "let me in", "graph_url": f"http://127.0.0.1:{self.graph}/v25.0",
                   "access_token": "${file:" + folder + "/token}", "max_per_second": 0}
        self.write("overlay.yaml", json.dumps({
            "store": {"url": f"sqlite:{folder}/sapa.db", "keys": folder + "/keys"},
            "http": {"listen": f"127.0.0.1:{self.port}", "admin_listen": f"127.0.0.1:{self.admin}"},
            "core": {"base_url": "http://127.0.0.1:" + core_port, "token": "t"},
            "sms": {"smpp": [{"name": "north", "host": "127.0.0.1", "port": int(smsc_port), "system_id": "sapa", "password": "secret"}]},
            "whatsapp": [dict(account, phone_number_id=n) for n in numbers]}))
        self.start("gateway", "serve", "--conf", SOURCE + "/conf", "--with", folder + "/overlay.yaml")
        until(self.healthy, "the gateway")

    def write(self, name, text):
        with open(os.path.join(self.folder, name + ".new"), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(os.path.join(self.folder, name + ".new"), os.path.join(self.folder, name))

    def log(self, name):
        with open(os.path.join(self.folder, name + ".log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def start(self, name, *arguments):
        log = open(os.path.join(self.folder, name + ".log"), "wb")
        self.children.append(subprocess.Popen([SAPA, *arguments], stdout=log, stderr=log, stdin=subprocess.PIPE))
        return name

    def told(self, name, pattern):
        return until(lambda: re.search(pattern, self.log(name)), name).group(1)

    def stop(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(30)

    def healthy(self):
        try:
            return call(self.port, "GET", "/healthz")[0] == 200
        except OSError:
            return False

    def post(self, body, signature=None):
        headers = {"Content-Type": "application/json"}
        if signature != "":
            headers["X-Hub-Signature-256"] = signature or signed(body)
        return call(self.port, "POST", "/webhooks/whatsapp", body, headers)[0]

    def ledger(self):
        command = [SAPA, "ledger", "--conf", SOURCE + "/conf", "--with", self.folder + "/overlay.yaml"]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    def message(self, sender, text=None, age=0, **more):
        self.wamids += 1
        made = {"id": f"wamid.ROAD{self.wamids}", "from": sender, "timestamp": str(int(time.time() - age)), "type": "text"}
        if text is not None:
            made["text"] = {"body": text}
        made.update(more)
        return made

    def says(self, sender, text=None, **more):
        assert self.post(envelope(messages=[self.message(sender, text, **more)])) == 200

    def outbound(self):
        return json.loads(call(self.graph, "GET", "/lab/messages")[2])

    def to(self, recipient):
        return [m for m in self.outbound() if m["recipient"] == recipient]

    def answers(self, recipient, count):
        return until(lambda: (lambda all: all if len(all) >= count else None)(self.to(recipient)), f"{count} answers to {recipient[-4:]}")

    def script(self, *answers):
        assert call(self.graph, "POST", "/lab/answers", json.dumps(answers))[0] == 200


def person(i):
    return "62812000000%02d" % i


def number(i):
    return "31712345678900%02d" % i


def confirms_the_subscription(road):
    path = "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=11582%2001444&hub.verify_token="
    status, kind, body = call(road.port, "GET", path + "let%20me%20in")
    assert (status, body) == (200, b"11582 01444") and kind.startswith("text/plain"), (status, kind, body)
    assert call(road.port, "GET", path + "guess")[0] == 403


def stores_nothing_without_a_good_signature(road):
    body = envelope(messages=[road.message(person(1), "saldo")])
    good = signed(body)
    for bad in ["", "sha256=", good[:-1], good + "0", "sha1=" + good[7:], good[7:], "SHA256=" + good[7:],
                "sha256=" + good[7:].upper(), signed(body, "other"), signed(body + b" "), "sha256=" + "0" * 64]:
        assert road.post(body, bad) == 401, bad
    assert road.ledger()["accepted"] == 0


def takes_four_mebibytes_and_no_more(road):
    body = envelope(messages=[road.message(person(2), "menu")])
    assert road.post(body + b" " * ((4 << 20) - len(body))) == 200
    road.answers(person(2), 1)
    over = body + b" " * ((4 << 20) - len(body) + 1)
    try:
        assert road.post(over) == 413
    except OSError:
        pass  # refused by its length before all of it was read


def answers_every_shared_body_as_its_manifest_says(road):
    for entry in road.manifest["webhooks"]:
        with open(os.path.join(FIXTURES, entry["file"]), "rb") as file:
            body = file.read()
        assert road.post(body, entry["x_hub_signature_256"]) == entry["expected"]["http"], entry["file"]
        assert road.post(body, "sha256=" + "f" * 64) == 401, entry["file"]


def answers_once_what_comes_fifty_times_at_once(road):
    body = envelope(messages=[road.message(person(3), "saldo " + number(3))])
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(road.post(body))) for _ in range(50)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200] * 50, statuses
    road.says(person(3), "menu")
    all = road.answers(person(3), 2)
    assert len(all) == 2 and "Rp" in all[0]["text"], [m["text"] for m in all]


def gives_a_thousand_messages_of_one_person_a_turn_each_in_order(road):
    before = road.ledger()
    asked = ["menu" if i % 2 == 0 else "jam buka kantor" for i in range(1000)]
    assert road.post(envelope(messages=[road.message(person(4), text) for text in asked])) == 200
    assert road.ledger()["accepted"] == before["accepted"] + 1000
    until(lambda: road.ledger()["in_work"] == 0, "a thousand turns")
    after = road.ledger()
    assert after["balanced"] and after["answered"] >= before["answered"] + 1000, after
    road.says(person(5), "menu")
    road.says(person(6), "jam buka kantor")
    menu, hours = road.answers(person(5), 1)[0]["text"], road.answers(person(6), 1)[0]["text"]
    text = "\n\n".join(m["text"] for m in road.answers(person(4), 8))
    order = [m.group(0) for m in re.finditer(re.escape(menu) + "|" + re.escape(hours), text)]
    assert len(order) >= 8 and order == [menu if i % 2 == 0 else hours for i in range(len(order))], order


def serves_people_of_every_kind(road):
    user = "ID.13491208655302741918"
    contacts = [{"profile": {"name": "B"}, "user_id": user}]
    anonymous = road.message("x", "jam buka kantor")
    del anonymous["from"]
    assert road.post(envelope(contacts=contacts, messages=[anonymous])) == 200
    assert json.dumps(road.answers(user, 1)[0]["body"]).find('"recipient"') > 0
    road.says("14155550100", "jam buka kantor")
    assert road.answers("14155550100", 1)[0]["body"]["to"] == "+14155550100"
    road.says(person(7), type="location", location={"latitude": -6.2, "longitude": 106.8})
    assert "km" in road.answers(person(7), 1)[0]["text"].lower() or "cabang" in road.to(person(7))[0]["text"].lower()
    road.says(person(8), type="image", image={"id": "1", "mime_type": "image/jpeg"})
    assert "tulisan" in road.answers(person(8), 1)[0]["text"]
    road.says(person(9), "saldo", group_id="g1")
    road.says(person(9), type="reaction", reaction={"message_id": "w", "emoji": "x"})
    road.says(person(9), "menu")
    assert len(road.answers(person(9), 1)) == 1


def ends_the_session_of_a_number_that_changed_hands(road):
    road.says(person(10), "saldo " + number(10))
    road.answers(person(10), 1)
    road.says(person(10), type="system", system={"type": "user_changed_number", "wa_id": person(11), "body": "x"})
    road.says(person(10), "saldo")
    assert "Rp" not in road.answers(person(10), 2)[1]["text"]


def apologises_once_for_what_came_late(road):
    late = [road.message(person(12), "saldo " + number(12), age=1200), road.message(person(12), "menu", age=1190)]
    assert road.post(envelope(messages=late)) == 200
    road.says(person(12), "saldo " + number(12), age=90000)
    road.says(person(12), "menu")
    all = road.answers(person(12), 2)
    assert len(all) == 2 and "terganggu" in all[0]["text"], [m["text"] for m in all]


def settles_an_unknown_outcome_by_its_status(road):
    road.script({"http": 502, "body_text": "<html>", "keep": True, "to": person(13)})
    road.says(person(13), "saldo " + number(13))
    road.answers(person(13), 1)
    road.says(person(13), "menu")
    all = road.answers(person(13), 2)
    assert "Rp" in all[0]["text"] and "Rp" not in all[1]["text"], "a second sending"


def sends_an_sms_where_whatsapp_cannot(road):
    for i, answer in [(14, {"fails_later": 131026}), (15, {"http": 400, "body": {"error": {"code": 131026}}})]:
        road.script(dict(answer, to=person(i)))
        road.says(person(i), "saldo " + number(i))
        until(lambda: re.search(person(i) + r" < .*Rp", road.log("smsc")), "an SMS")
    assert road.ledger()["dead_lettered"] == 0


def keeps_the_queue_until_the_token_is_good(road):
    road.write("token", "expired")
    time.sleep(11)  # the token in memory is as old as it may become
    road.says(person(16), "menu")
    until(lambda: "whatsapp_alarm" in road.log("gateway"), "the alarm")
    assert not road.to(person(16))
    road.write("token", "good")
    road.answers(person(16), 1)


def every_body_is_valid(road):
    path = os.path.join(road.folder, "bodies")
    bodies = [m["body"] for m in road.outbound()]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(body) + "\n" for body in bodies)
    checker = os.path.join(SOURCE, "tests", "adapters", "whatsapp", "validate_bodies.py")
    status = subprocess.run([sys.executable, checker, FIXTURES + "/outbound-schema.json", path]).returncode
    assert status in (0, 77) and len(bodies) > 25, (status, len(bodies))


def main():
    if not os.path.exists(FIXTURES + "/manifest.json"):
        print("skipped: no shared fixtures")
        return 77
    with open(FIXTURES + "/manifest.json", encoding="utf-8") as file:
        manifest = json.load(file)
    folder = tempfile.mkdtemp(prefix="sapa-whatsapp-")
    road, failed = None, 0
    try:
        road = Road(folder, manifest)
        for case in [confirms_the_subscription, stores_nothing_without_a_good_signature, takes_four_mebibytes_and_no_more,
                     answers_once_what_comes_fifty_times_at_once, serves_people_of_every_kind,
                     ends_the_session_of_a_number_that_changed_hands, apologises_once_for_what_came_late,
                     settles_an_unknown_outcome_by_its_status, sends_an_sms_where_whatsapp_cannot,
                     gives_a_thousand_messages_of_one_person_a_turn_each_in_order,
                     keeps_the_queue_until_the_token_is_good, answers_every_shared_body_as_its_manifest_says,
                     every_body_is_valid]:
            began = time.monotonic()
            try:
                case(road)
                print(f"passed  {case.__name__}  {time.monotonic() - began:.1f} s", flush=True)
            except Exception as wrong:
                failed += 1
                print(f"FAILED  {case.__name__}: {wrong!r}", flush=True)
        if failed:
            print(road.log("gateway")[-4000:])
    finally:
        if road:
            road.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
