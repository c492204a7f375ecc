// Starts the language server and connects it with the editor.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration('nnef.server');
  const server = {
    command: settings.get('path'),
    args: settings.get('arguments'),
  };
  client = new LanguageClient('nnef', 'NNEF', server, {
    documentSelector: [{ scheme: 'file', language: 'nnef' }],
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    // What the client rejects with is a string if the program does not start.
    // Nobody waits for the choice, or the extension would not be active before it.
    vscode.window.showErrorMessage(
      `Cannot start '${server.command}': ${error.message ?? error}. Colours work without it.`,
      'Settings').then((choice) => {
      if (choice)
        vscode.commands.executeCommand('workbench.action.openSettings', 'nnef.server.path');
    });
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('nnef.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nnef.server'))
        restart();
    }));
  return start();
}

module.exports = { activate, deactivate: stop };
