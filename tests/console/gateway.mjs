// The real gateway with the demonstration's lab around it, in a folder of its own; ends with the test.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const start_ms = 300_000;  // the sanitizers' build learns for a while where the cache is cold

export async function startGateway(binary, source) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sapa-console-'));
  const child = spawn(binary, ['lab', 'demo', '--folder', folder], {cwd: source, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`the gateway did not tell its console's address:\n${said}`));
    }, start_ms);
    const listen = bytes => {
      said += bytes;
      const found = /https?:\/\/[\d.]+:\d+\/console\//.exec(said);
      if (!found || !fs.existsSync(path.join(folder, 'first-password'))) return;
      clearTimeout(late);
      resolve(found[0]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', status => reject(new Error(`the gateway ended with ${status}:\n${said}`)));
  });
  return {
    address,
    name: 'admin',
    password: fs.readFileSync(path.join(folder, 'first-password'), 'utf8').trim(),
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      fs.rmSync(folder, {recursive: true, force: true});
    },
  };
}
