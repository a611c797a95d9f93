// What changed in the files, line by line.
import type {FileDifference} from '../../api/types';
import {t} from '../../words/words';

const kinds = {' ': '', '-': 'gone', '+': 'new'} as const;

export function Files({files}: {files: readonly FileDifference[]}) {
  if (!files.length) return <p class="soft">{t('no_difference')}</p>;
  return (
    <>
      {files.map(file => (
        <figure class="file-difference" key={file.file}>
          <figcaption class="mono">{file.file}</figcaption>
          {file.hunks.map((hunk, at) => (
            <pre key={at} tabIndex={0}>
              {hunk.lines.map((line, row) => <span key={row} class={kinds[line.op]}>{`${line.op} ${line.text}\n`}</span>)}
            </pre>
          ))}
        </figure>
      ))}
    </>
  );
}
