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

  await fill(page);
  await page.reload();
  await handset(page, 4).locator('.turn').nth(20).waitFor();
  const many = await nodes(page);
  const dear = await costOf(page, cdp, 'menu');
  console.log(`    ${few} elements with few messages, ${many} with 1,000 on each of four; five messages cost ${(dear / cheap).toFixed(1)} times as much`);
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
