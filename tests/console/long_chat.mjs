// Four handsets with 1,000 messages each: the page holds a part of them, and a message more costs no more than at first.
import assert from 'node:assert/strict';
import {handset, say, startAfresh} from './browser.mjs';

export const title = 'stays small and quick with four handsets of 1,000 messages each';

const turns = 500;  // a question and its answer each
const nodes_max = 8000;

const nodes = page => page.evaluate(() => document.querySelectorAll('*').length);

// Script time that a message costs, in seconds, by the browser's own account.
async function costOf(page, cdp, text) {
  const spent = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(one => [one.name, one.value]));
  const before = await spent();
  for (let round = 0; round < 5; ++round) await say(page, text, [1]);
  const after = await spent();
  return after.ScriptDuration + after.LayoutDuration + after.RecalcStyleDuration
    - before.ScriptDuration - before.LayoutDuration - before.RecalcStyleDuration;
}

// From Enter to the frame after the one that draws the reply on the first handset, in milliseconds: the middle one of nine.
async function waitFor(page, text) {
  const times = [];
  for (let round = 0; round < 9; ++round) {
    await page.getByLabel('Tulis pesan peserta').fill(text);
    await page.evaluate(() => {
      const handset = document.querySelector('.handset');
      const newest = () => [...handset.querySelectorAll('.turn')].at(-1)?.dataset.turn;
      const before = newest();
      window.shown = new Promise(done => {
        addEventListener('keydown', event => {
          const pressed = event.timeStamp;
          const changes = new MutationObserver(() => {
            if (newest() === before) return;
            changes.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(drawn => done(drawn - pressed)));
          });
          changes.observe(handset, {subtree: true, childList: true});
        }, {capture: true, once: true});
      });
    });
    await page.keyboard.press('Enter');
    times.push(await page.evaluate(() => window.shown));
  }
  return times.sort((a, b) => a - b)[4];
}

// All four chats scrolled for a second: the middle and the longest time between two frames, in milliseconds.
const scrolled = page => page.evaluate(() => new Promise(done => {
  const chats = [...document.querySelectorAll('.handset .chat')], frames = [];
  let last = performance.now();
  const step = now => {
    frames.push(now - last);
    last = now;
    for (const chat of chats) chat.scrollTop -= 40;
    if (frames.length < 60) return requestAnimationFrame(step);
    frames.shift();
    frames.sort((a, b) => a - b);
    done({middle: frames[30], longest: frames.at(-1)});
  };
  requestAnimationFrame(step);
}));

async function fill(page) {
  await page.evaluate(async count => {
    const id = sessionStorage.getItem('sapa.play');
    const session = await (await fetch('/api/console/session')).json();
    for (let at = 0; at < count; ++at) {
      const answer = await fetch(`/api/console/plays/${id}/actions`, {
        method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf},
        body: JSON.stringify({do: 'say', message: {kind: 'text', text: at % 2 ? 'menu' : 'saldo'}}),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }, turns);
}

export async function run({page}) {
  await startAfresh(page);
  for (const count of [3, 4]) {
    await page.getByRole('button', {name: '+ HP'}).click();
    await handset(page, count).waitFor();
  }
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await say(page, 'menu', [1, 2, 3, 4]);
  const cheap = await costOf(page, cdp, 'menu');
  const few = await nodes(page);
  const quick = await waitFor(page, 'saldo');

  await fill(page);
  await page.reload();
  await handset(page, 4).locator('.turn').nth(20).waitFor();
  const many = await nodes(page);
  const dear = await costOf(page, cdp, 'menu');
  console.log(`    ${few} elements with few messages, ${many} with 1,000 on each of four; five messages cost ${(dear / cheap).toFixed(1)} times as much`);
  const full = await waitFor(page, 'saldo');
  const frames = await scrolled(page);
  console.log(`    a reply is drawn ${quick.toFixed(0)} ms after Enter, ${full.toFixed(0)} ms with 1,000 messages; scrolling all four: a frame each ${frames.middle.toFixed(0)} ms, the longest ${frames.longest.toFixed(0)} ms`);
  assert.ok(many < nodes_max, `${many} elements`);
  // A page that drew all would cost a hundred times as much.
  assert.ok(dear < 20 * cheap, `${dear} s against ${cheap} s`);

  // The older ones come by scrolling up.
  const chat = handset(page, 1).locator('.chat');
  const shown = await chat.locator('.turn').count();
  await chat.evaluate(element => { element.scrollTop = -element.scrollHeight; });
  await chat.locator('.turn').nth(shown).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Percakapan baru'}).click();
  await page.getByText('Belum ada pesan').first().waitFor();
}
