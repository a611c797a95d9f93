// Adding and removing an account, and the one-time password, shown once.
import {useState} from 'preact/hooks';
import * as api from '../../api/api';
import {messageOf} from '../../api/client';
import type {Role} from '../../api/types';
import {Dialog} from '../../parts/dialog';
import {Choice, TextField} from '../../parts/field';
import {Failure} from '../../parts/states';
import {roles} from '../../session';
import {named, t} from '../../words/words';

export interface Issued { name: string; password: string }

export function AddDialog({close, added}: {close: () => void; added: (issued: Issued) => void}) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [problem, setProblem] = useState('');
  const add = () => void api.addAccount(name.trim(), role)
    .then(made => added({name: made.name, password: made.one_time_password}), (error: unknown) => setProblem(messageOf(error)));
  const footer = (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button main" disabled={!name.trim()} onClick={add}>{t('add')}</button>
    </>
  );
  return (
    <Dialog title={t('account_add')} close={close} footer={footer}>
      {problem && <Failure message={problem} />}
      <TextField label={t('account_name')} value={name} autofocus spellcheck={false} autocapitalize="none" hint={t('account_name_hint')}
                 onInput={event => setName(event.currentTarget.value)} />
      <Choice label={t('role')} value={role} choices={roles.map(value => ({value, label: `${named('role', value)}: ${named('role_about', value)}`}))}
              choose={value => setRole(roles.find(one => one === value) ?? 'agent')} />
    </Dialog>
  );
}

export function PasswordDialog({issued, close}: {issued: Issued; close: () => void}) {
  const footer = <button type="button" class="button main" onClick={close}>{t('noted')}</button>;
  return (
    <Dialog title={t('one_time_password_of', {name: issued.name})} close={close} footer={footer}>
      <p>{t('one_time_password_about')}</p>
      <p class="secret">{issued.password}</p>
    </Dialog>
  );
}

export function RemoveDialog({name, remove, close}: {name: string; remove: () => Promise<void>; close: () => void}) {
  const footer = (
    <>
      <button type="button" class="button" onClick={close}>{t('cancel')}</button>
      <button type="button" class="button danger" onClick={() => void remove().then(close)}>{t('remove')}</button>
    </>
  );
  return <Dialog title={t('account_remove', {name})} close={close} footer={footer}><p>{t('account_remove_about')}</p></Dialog>;
}
