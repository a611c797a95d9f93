// An SMSC made of node-smpp: asks questions, checks the replies, throttles, drops answers and cuts links at random.
// node smpp_smsc.js '{"questions":100,"throttle":0.01,"drop":0.01,"cut":0.01,"seed":1,"key":"","cert":""}'
// JSON lines on stdout: {"ev":"listening","port"}, {"ev":"bind","kind","ok"}, {"ev":"done",...}. Ends with its stdin.
const fs = require('fs');
const smpp = require('smpp');

const options = Object.assign(
  {questions: 1, throttle: 0, drop: 0, cut: 0, seed: 1, window: 100, system_id: 'sapa', password: 'secret'},
  JSON.parse(process.argv[2] || '{}'));
const say = event => console.log(JSON.stringify(event));

let state = options.seed;
const chance = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;

const waiting = [];
for (let i = 0; i < options.questions; ++i)
  waiting.push({from: String(6281200000000 + i), text: 'SALDO ' + i});
const replies = new Map();
const tally = {acknowledged: 0, refused: 0, redelivered: 0, throttled: 0, dropped: 0, cut: 0, wrong: 0, second: 0,
               unbinds: 0, enquiries: 0};
const sessions = new Set();
let done = false;

function ask(session) {
  while (session.receives && session.open.size < options.window && waiting.length > 0) {
    const question = waiting.shift();
    session.open.add(question);
    session.deliver_sm({source_addr_ton: 1, source_addr_npi: 1, source_addr: question.from, dest_addr_ton: 3,
                        destination_addr: '2757', data_coding: 0,
                        short_message: Buffer.from(question.text, 'ascii')}, answer => {
      if (!session.open.delete(question)) return;
      if (answer.command_status === 0) ++tally.acknowledged;
      else { ++tally.refused; waiting.push(question); }
      ask(session);
      look();
    });
  }
}

function look() {
  if (done || replies.size < options.questions || tally.acknowledged < options.questions) return;
  done = true;
  say(Object.assign({ev: 'done', answered: replies.size}, tally));
}

function take(pdu) {
  const text = pdu.short_message.message.toString();
  const index = Number(pdu.destination_addr) - 6281200000000;
  if (text !== 're: SALDO ' + index) ++tally.wrong;
  if (replies.has(index)) ++tally.second;
  replies.set(index, text);
}

function on_submit(session, pdu) {
  const drawn = chance();
  if (drawn < options.throttle) {
    ++tally.throttled;
    session.send(pdu.response({command_status: smpp.ESME_RTHROTTLED}));
    return;
  }
  const odd = drawn - options.throttle;
  if (odd < options.cut) {
    ++tally.cut;
    if (chance() < 0.5) take(pdu);
    session.destroy();
    return;
  }
  take(pdu);
  if (odd < options.cut + options.drop) { ++tally.dropped; look(); return; }
  session.send(pdu.response({message_id: (replies.size).toString(16)}));
  look();
}

const tls = options.key ? {key: fs.readFileSync(options.key), cert: fs.readFileSync(options.cert)} : {};
const server = smpp.createServer(tls, session => {
  session.open = new Set();
  sessions.add(session);
  session.on('error', () => {});
  for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver'])
    session.on(kind, pdu => {
      const ok = pdu.system_id === options.system_id && pdu.password === options.password;
      say({ev: 'bind', kind, ok, version: pdu.interface_version});
      session.send(pdu.response({command_status: ok ? 0 : smpp.ESME_RINVPASWD, system_id: 'NODE'}));
      if (!ok) { session.close(); return; }
      session.receives = kind !== 'bind_transmitter';
      ask(session);
    });
  session.on('submit_sm', pdu => on_submit(session, pdu));
  session.on('enquire_link', pdu => { ++tally.enquiries; session.send(pdu.response()); });
  session.on('unbind', pdu => {
    ++tally.unbinds;
    session.send(pdu.response());
    session.close();
    say({ev: 'unbind'});
  });
  session.on('close', () => {
    sessions.delete(session);
    session.receives = false;
    tally.redelivered += session.open.size;
    waiting.unshift(...session.open);
    session.open.clear();
    for (const other of sessions) ask(other);
  });
});
server.listen(0, '127.0.0.1', () => say({ev: 'listening', port: server.address().port}));
process.stdin.on('end', () => process.exit(0)).resume();
