// What `sapa check` found, each with its place and what to write instead.
import type {Finding, TextRef} from '../../api/types';
import {named, t} from '../../words/words';

export function Findings({findings, open}: {findings: readonly Finding[]; open?: (text: TextRef) => void}) {
  return (
    <ul class="findings">
      {findings.map((one, at) => (
        <li key={at} class="finding stack tight">
          <div class="row wrap">
            <span class={`badge ${one.level === 'error' ? 'bad' : 'warn'}`}>{t(one.level === 'error' ? 'level_error' : 'level_warning')}</span>
            <b>{named('rule', one.rule.replaceAll('-', '_'))}</b>
            <code>{one.file}:{one.line}</code>
            {one.text && open && (
              <button type="button" class="button small" onClick={() => one.text && open(one.text)}>{t('open_text')}</button>
            )}
          </div>
          <p class="sentence">{one.what}</p>
          {one.instead && <p class="soft">→ {one.instead}</p>}
          {one.excerpt && <pre class="excerpt">{one.excerpt.trim()}</pre>}
        </li>
      ))}
    </ul>
  );
}
