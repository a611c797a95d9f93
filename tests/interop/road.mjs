// The road between other people's implementations: node-smpp asks as the SMSC, Prism answers as the core service from
// gateway/core/openapi.yaml, the real binary stands between. 2,000 questions, each from its own phone, each answered once
// with the contract's balance; then the ledger.
//   node road.mjs SAPA_BINARY SOURCE_DIR        exit status 77: the npm packages are missing
import {spawn, execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const [binary, source] = process.argv.slice(2);
const questions = 2000, window = 100;
const prismBinary = path.join(source, 'tests/interop/prism/node_modules/.bin/prism');
const require = createRequire(import.meta.url);
let smpp;
try { smpp = require('smpp'); } catch { skip('npm package smpp'); }
if (!fs.existsSync(prismBinary)) skip('@stoplight/prism-cli');

function skip(what) { console.log(`skipped: ${what} is not installed`); process.exit(77); }

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sapa-road-'));
const children = [];
function finish(status, message) {
  console.log(message);
  for (const child of children) child.kill('SIGTERM');
  fs.rmSync(folder, {recursive: true, force: true});
  process.exit(status);
}
setTimeout(() => finish(1, 'no end within eight minutes: ' + JSON.stringify(tally)), 480000).unref();

const freePort = () => new Promise(resolve => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const {port} = probe.address();
    probe.close(() => resolve(port));
  });
});
const accepts = port => new Promise(resolve => {
  const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

const tally = {acknowledged: 0, answered: 0, second: 0, wrong: 0};
const replies = new Set();
let next = 0;

function ask(session) {
  while (session.open < window && next < questions) {
    const from = String(6281300000000 + next++);
    ++session.open;
    session.deliver_sm({source_addr_ton: 1, source_addr_npi: 1, source_addr: from, dest_addr_ton: 3,
                        destination_addr: '2757', data_coding: 0,
                        short_message: Buffer.from('SALDO 3171234567890001', 'ascii')}, answer => {
      --session.open;
      if (answer.command_status === 0) ++tally.acknowledged;
      ask(session);
    });
  }
}

function take(session, pdu) {
  const text = pdu.short_message.message.toString();
  session.send(pdu.response({message_id: String(replies.size + 1)}));
  if (replies.has(pdu.destination_addr)) ++tally.second;
  replies.add(pdu.destination_addr);
  tally.answered = replies.size;
  if (!text.includes('Rp12.345.678') || text.length > 160) {
    ++tally.wrong;
    if (tally.wrong === 1) console.log('wrong reply: ' + text);
  }
  if (replies.size === questions) setImmediate(check);
}

function check() {
  const sums = JSON.parse(execFileSync(binary, ['ledger', '--conf', path.join(source, 'conf'), '--with', overlay]));
  const right = tally.wrong === 0 && tally.second === 0 && sums.balanced && sums.accepted === questions;
  finish(right ? 0 : 1, JSON.stringify({...tally, ledger: sums}));
}

const server = smpp.createServer({}, session => {
  session.open = 0;
  session.on('error', () => {});
  session.on('bind_transceiver', pdu => { session.send(pdu.response({system_id: 'node'})); ask(session); });
  session.on('submit_sm', pdu => take(session, pdu));
  session.on('enquire_link', pdu => session.send(pdu.response()));
  session.on('unbind', pdu => { session.send(pdu.response()); session.close(); });
});
const overlay = path.join(folder, 'overlay.yaml');
const corePort = await freePort();
children.push(spawn(prismBinary, ['mock', '-h', '127.0.0.1', '-p', String(corePort), '--verboseLevel', 'silent',
                                  path.join(source, 'gateway/core/openapi.yaml')], {stdio: 'ignore'}));
while (!await accepts(corePort)) await new Promise(resolve => setTimeout(resolve, 100));
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(overlay, `
store: {url: "sqlite:${folder}/sapa.db", keys: "${folder}/keys"}
http: {listen: "127.0.0.1:0", admin_listen: "127.0.0.1:0"}
core: {base_url: "http://127.0.0.1:${corePort}", token: t, timeout_ms: 20000}
dialogue: {sms_holding_seconds: 60}
sms: {smpp: [{name: node, host: 127.0.0.1, port: ${server.address().port}, system_id: sapa, password: secret}]}
`);
  const gateway = spawn(binary, ['serve', '--conf', path.join(source, 'conf'), '--with', overlay],
                        {stdio: ['ignore', 'ignore', 'pipe']});
  gateway.stderr.on('data', data => fs.appendFileSync(path.join(folder, 'log'), data));
  gateway.on('exit', () => { if (replies.size < questions) finish(1, 'the gateway ended:\n' + fs.readFileSync(path.join(folder, 'log'), 'utf8').slice(-2000)); });
  children.push(gateway);
});
