"""A scripted editor: starts a language server, does what a script says, and
prints what the server answers.

    lsp_client.py SCRIPT [--server SERVER] [--name NAME] [--no-snippets]

A script has parts between lines `--- NAME`. The part `--- FILE.nnef` is a text
that is opened; its last line end belongs to the separator. The part
`--- FILE.nnef (changed)` is what the user makes of it. In texts, `<@NAME>`
marks a place, and is not part of the text. The part `--- do` has a request a line:

    diagnostics FILE      what is wrong with the text that was opened last
    hover NAME            what is said about the place NAME
    definition NAME       where the thing at NAME is defined: line:column and text
    completion NAME       the labels and what they insert; `completion NAME LABEL`
                          only those whose label contains LABEL
    symbols FILE          the outline
    format FILE           the text as it is after formatting
    send JSON             any message, as it is; `send-raw TEXT` even if it is none
    change FILE           replaces the text by the changed one
    close FILE

Everything else in the script (RUN lines, CHECK lines) starts with `#` and comes
before the first part.
"""

import argparse
import json
import re
import subprocess
import sys


def utf16_length(text):
    return len(text.encode("utf-16-le")) // 2


class Document:
    """A text without its marks, and where these were."""

    def __init__(self, name, marked):
        self.name, self.uri = name, "file:///models/" + name
        self.text, self.marks = "", {}
        for i, part in enumerate(re.split(r"<@(\w+)>", marked)):
            if i % 2 == 0:
                self.text += part
            else:
                self.marks[part] = self.position(len(self.text))

    def position(self, offset):
        before = self.text[:offset]
        line = before.rsplit("\n", 1)[-1]
        return {"line": before.count("\n"), "character": utf16_length(line)}

    def offset(self, position):
        lines = self.text.split("\n")
        line = lines[position["line"]]
        character = line.encode("utf-16-le")[: 2 * position["character"]].decode("utf-16-le")
        return sum(len(l) + 1 for l in lines[: position["line"]]) + len(character)

    def slice(self, span):
        return self.text[self.offset(span["start"]) : self.offset(span["end"])]


class Client:
    def __init__(self, command, snippets):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.count = 0
        self.diagnostics = {}
        item = {"completionItem": {"snippetSupport": snippets}}
        self.capabilities = self.request(
            "initialize", {"capabilities": {"textDocument": {"completion": item}}}
        )["capabilities"]
        self.notify("initialized", {})

    def send(self, message):
        self.send_raw(json.dumps(message).encode())

    def send_raw(self, data):
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def receive(self):
        length = None
        while True:
            header = self.process.stdout.readline()
            if not header:
                sys.exit("the server is gone (exit code %s)" % self.process.wait())
            if not header.strip():
                break
            length = int(header.split(b":")[1])
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def answer(self):
        while True:
            message = self.receive()
            if message.get("id") == self.count:
                return message

    def request(self, method, params):
        self.count += 1
        self.send({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params})
        message = self.answer()
        if "error" in message:
            sys.exit("%s: %s" % (method, message["error"]))
        return message["result"]

    def leave(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait()


class Session:
    def __init__(self, client, parts, language):
        self.client, self.parts, self.language = client, parts, language
        self.documents, self.current = {}, None

    def open(self, name):
        document = self.documents[name] = Document(name, self.parts[name])
        self.current = name
        item = {"uri": document.uri, "languageId": self.language, "version": 1, "text": document.text}
        self.client.notify("textDocument/didOpen", {"textDocument": item})

    def find(self, mark):
        for document in self.documents.values():
            if mark in document.marks:
                return document, {
                    "textDocument": {"uri": document.uri},
                    "position": document.marks[mark],
                }
        sys.exit("no mark <@%s>" % mark)

    def do_change(self, name):
        document = self.documents[name] = Document(name, self.parts[name + " (changed)"])
        self.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": document.uri, "version": 2},
                "contentChanges": [{"text": document.text}],
            },
        )

    def do_close(self, name):
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.documents[name].uri}})

    def do_diagnostics(self, name):
        document = self.documents[name]
        # The answer to any request comes behind them.
        self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": document.uri}})
        severities = {1: "error", 2: "warning"}
        for item in self.client.diagnostics.get(document.uri, []):
            start = item["range"]["start"]
            print(
                "%d:%d: %s: %s [%s]"
                % (
                    start["line"] + 1,
                    start["character"] + 1,
                    severities[item["severity"]],
                    item["message"],
                    document.slice(item["range"]),
                )
            )
            for related in item.get("relatedInformation", []):
                start = related["location"]["range"]["start"]
                print("  %d:%d: %s" % (start["line"] + 1, start["character"] + 1, related["message"]))
        print("end of diagnostics")

    def do_hover(self, mark):
        document, place = self.find(mark)
        hover = self.client.request("textDocument/hover", place)
        print("hover %s:" % mark)
        print(
            "nothing" if hover is None else "[%s]\n%s" % (document.slice(hover["range"]), hover["contents"]["value"])
        )

    def do_definition(self, mark):
        document, place = self.find(mark)
        found = self.client.request("textDocument/definition", place)
        for location in found:
            start = location["range"]["start"]
            if location["uri"] == document.uri:
                text = document.slice(location["range"])
            else:
                path = location["uri"][len("file://") :]
                with open(path) as file:
                    text = Document(path, file.read()).slice(location["range"])
            print(
                "definition %s: %s:%d:%d: %s"
                % (mark, location["uri"].rsplit("/", 1)[-1], start["line"] + 1, start["character"] + 1, text)
            )
        if not found:
            print("definition %s: nothing" % mark)

    def do_completion(self, arguments):
        mark, _, wanted = arguments.partition(" ")
        _, place = self.find(mark)
        found = self.client.request("textDocument/completion", place)
        items = sorted(found["items"], key=lambda item: item["sortText"])
        print("completion %s: %s" % (mark, "something" if items else "nothing"))
        for item in items:
            if wanted in item["label"]:
                print("  %s -> %s" % (item["label"], item.get("insertText", item["label"])))
                if item.get("detail"):
                    print("    " + item["detail"].replace("\n", "\n    "))

    def do_symbols(self, name):
        def show(symbols, indent):
            for symbol in symbols:
                print("%s%s %s" % (indent, symbol["name"], symbol.get("detail", "")))
                show(symbol.get("children", []), indent + "  ")

        uri = self.documents[name].uri
        show(self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}), "")

    def do_format(self, name):
        document = self.documents[name]
        edits = self.client.request(
            "textDocument/formatting",
            {"textDocument": {"uri": document.uri}, "options": {"tabSize": 4, "insertSpaces": True}},
        )
        print("%d edits" % len(edits))
        for edit in edits:
            text = document.text
            start, end = (document.offset(edit["range"][key]) for key in ("start", "end"))
            print(text[:start] + edit["newText"] + text[end:])

    def do_send(self, text):
        message = json.loads(text)
        self.client.count = message.get("id", self.client.count)
        self.client.send(message)
        if "id" in message:
            answer = self.client.answer()
            print(json.dumps(answer.get("error", answer.get("result")), sort_keys=True))

    def do_send_raw(self, text):
        self.client.send_raw(text.encode("latin-1").decode("unicode_escape").encode("latin-1"))

    def run(self):
        for name in self.parts:
            if name != "do" and not name.endswith(" (changed)"):
                self.open(name)
        for line in self.parts["do"].splitlines():
            command, _, argument = line.strip().partition(" ")
            if command:
                getattr(self, "do_" + command.replace("-", "_"))(argument)


def read_parts(path):
    with open(path, newline="") as file:
        pieces = re.split(r"^--- (.*)\n", file.read(), flags=re.M)
    return {name: text[:-1] if text.endswith("\n") else text for name, text in zip(pieces[1::2], pieces[2::2])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("script")
    parser.add_argument("--server", default="nnef-lsp-server")
    parser.add_argument("--language", default="nnef")
    parser.add_argument("--no-snippets", action="store_true")
    options = parser.parse_args()
    client = Client([options.server], not options.no_snippets)
    Session(client, read_parts(options.script), options.language).run()
    code = client.leave()
    if code:
        sys.exit("the server left with exit code %d" % code)


main()
