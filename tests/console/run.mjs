// The console's browser tests: a real gateway, a real browser, one after the other.
//   node run.mjs SAPA_BINARY SOURCE_DIR [NAME...]      exit status 77: no Chromium or npm packages here
import {missing, openBrowser, signIn} from './browser.mjs';
import {startGateway} from './gateway.mjs';

const names = ['sign_in', 'handsets', 'sms_screen', 'saved_test', 'knowledge', 'conversations', 'accounts', 'keyboard',
               'accessibility', 'weight', 'guide', 'long_chat'];
const signs_in_itself = ['sign_in', 'keyboard', 'guide'];

const lacks = missing();
if (lacks) {
  console.log(`skipped: ${lacks} is not installed`);
  process.exit(77);
}
const [binary, source, ...wanted] = process.argv.slice(2);
const gateway = await startGateway(binary, source);
let failed = 0;
for (const name of wanted.length ? wanted : names) {
  const test = await import(`./${name}.mjs`);
  const browser = await openBrowser(gateway.address);
  try {
    if (!signs_in_itself.includes(name)) await signIn(browser.page, gateway);
    await test.run({...browser, gateway, binary, source});
    browser.assertCalm();
    console.log(`ok      ${name}: ${test.title}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED  ${name}: ${test.title}\n${error.stack}`);
    if (process.env.CONSOLE_SHOTS) await browser.page.screenshot({path: `${process.env.CONSOLE_SHOTS}/${name}.png`}).catch(() => {});
  }
  await browser.close();
}
await gateway.stop();
process.exit(failed ? 1 : 0);
