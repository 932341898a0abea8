"""A login as privacyIDEA's PAM module makes it: what it sends, and what it reads of the answers.

usage: pam.py URL USER [REALM], with what the user types on standard input, one answer a line. The
exit status is 0 for a login, 1 for a refusal and 2 for an error.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request


def check(url, fields):
    request = urllib.request.Request(
        url + "/validate/check",
        data=urllib.parse.urlencode(fields).encode(),
        headers={"User-Agent": "PAM/1.0"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def log_in(url, user, realm, typed):
    fields = {"user": user, "pass": next(typed)}
    if realm:
        fields["realm"] = realm
    while True:
        answer = check(url, fields)
        result, detail = answer["result"], answer.get("detail") or {}
        if not result["status"]:
            print("error", result["error"]["code"], result["error"]["message"])
            return 2
        if result["value"]:
            print("accepted", detail.get("serial", "?"), detail.get("type", "?"), len(answer.get("auth_items", [])))
            return 0
        if not detail.get("transaction_id"):
            print("refused", detail.get("message"))
            return 1
        print("asked", detail["message"])
        fields["transaction_id"] = detail["transaction_id"]
        fields["pass"] = next(typed)


url, user, *realm = sys.argv[1:]
sys.exit(log_in(url, user, "".join(realm), iter(sys.stdin.read().splitlines())))
