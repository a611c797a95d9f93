// The whole page is small, and comes from the gateway alone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {openScreen, screens} from './browser.mjs';

export const title = 'is under 300 KB compressed, loads the diagrams late, asks no other host';

const most = 300_000;

const filesBelow = folder => fs.readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
  const file = path.join(folder, entry.name);
  return entry.isDirectory() ? filesBelow(file) : [file];
});

export async function run({page, gateway, binary, requests}) {
  // Where the build leaves the page, before it becomes a part of the binary.
  const files = filesBelow(path.join(path.dirname(binary), 'console/web/dist'));
  const size = files.reduce((sum, file) => sum + zlib.gzipSync(fs.readFileSync(file), {level: 9}).length, 0);
  assert.ok(files.length > 5 && size < most, `${files.length} files of ${size} bytes compressed`);
  console.log(`    ${size} bytes compressed in ${files.length} files`);

  requests.length = 0;
  await page.goto(`${gateway.address}#/uji`);
  await page.reload();
  await page.getByRole('heading', {name: 'Uji', level: 1}).waitFor();
  assert.ok(!requests.some(url => /diagram/.test(url)), 'the diagrams wait until they are wanted');
  for (const name of screens) {
    await openScreen(page, name);
    await page.getByRole('heading', {name, level: 1, includeHidden: true}).first().waitFor({state: 'attached'});
  }
  await openScreen(page, 'Alur');
  await page.locator('.flow-box').first().waitFor();
  assert.ok(requests.some(url => /diagram/.test(url)));
  const hosts = new Set(requests.map(url => new URL(url).host));
  assert.deepEqual([...hosts], [new URL(gateway.address).host]);
}
