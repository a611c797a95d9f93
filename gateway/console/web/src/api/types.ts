// The console's API as the page sees it: what each answer holds.
export type Role = 'agent' | 'lead' | 'admin';
export type Channel = 'sms' | 'whatsapp';
export type Bundle = 'live' | 'draft';
export type Instant = string;  // ISO 8601, UTC

export interface Session {
  name: string;
  role: Role;
  csrf: string;
  must_change_password: boolean;
  may: {edit_draft: boolean; publish: boolean; unmask: boolean; accounts: boolean; search: boolean};
}

export interface Account {
  name: string;
  role: Role;
  one_time_password: boolean;
  disabled: boolean;
  created_at: Instant;
  last_sign_in: Instant | null;
}

export interface AuditEntry { at: Instant; who: string; what: string; about: string; reason: string }

// What a play can be made of
export interface Persona {
  id: string;
  title: string;
  about: string;
  phone: string;
  cards: {number: string; kpj: string; note: string}[];
  name: string;
  birth_date: string;
  nik: string;
  tries: string[];
}

export interface Operation {
  name: string;
  title: string;
  method: string;
  path: string;
  outcomes: {name: string; status: number; title: string}[];
}

export interface World {
  personas: Persona[];
  operations: Operation[];
  languages: {code: string; title: string}[];
  kinds: string[];
  bundles: {live: {hash: string; version: number}; draft: {exists: boolean; changes: number; ready: boolean}};
  limits: {handsets: number; nodes: number; text: number; plays: number};
}

// Plays
export interface HandsetChoice { channel: Channel; language: string; persona: string; bundle: Bundle; phone?: string }

export interface Handset extends HandsetChoice {
  index: number;
  phone: string;
  hash: string;
  stale: boolean;
  state: {flow: string; state: string; until: Instant | null; verified: string; verified_until: Instant | null};
  waiting_for_core: boolean;
}

// slow: how late an operation answers; failing: the outcome that it has whatever is asked.
export interface Faults {
  core: 'normal' | 'slow' | 'down';
  slow_ms: number;
  slow: Record<string, number>;
  failing: Record<string, string>;
}
export interface Timer { handset: number; at: Instant; in_ms: number; what: string; title: string }

export type Message =
  | {kind: 'text'; text: string}
  | {kind: 'button'; reply_id: string; text: string}
  | {kind: 'location'; latitude: number; longitude: number}
  | {kind: 'image' | 'audio' | 'video' | 'document' | 'sticker' | 'contact'; text?: string};

export type Action =
  | {do: 'say'; handsets?: number[]; message: Message}
  | {do: 'pass'; ms: number}
  | {do: 'next_timer'}
  | {do: 'core'; core: Faults['core']; slow_ms?: number}
  | {do: 'core_operation'; operation: string; outcome: string; slow_ms?: number}
  | {do: 'duplicate' | 'receipt_failed' | 'lose_flow' | 'person_changed'; handsets?: number[]}
  | {do: 'restart'};

export interface Wide { position: number; length: number; character: string }

export interface Measured {
  encoding: 'gsm7' | 'ucs2' | 'utf8';
  segments: number;
  units: number;
  characters: number;
  limit: {single: number; part: number};
  borders: number[];
  wide: Wide[];
}

export interface Reply extends Measured {
  index: number;
  text: string;
  key: string;
  cause: 'answer' | 'holding' | 'promise';
  at: Instant;
  language: string;
  buttons: {id: string; title: string}[];
  list: {title: string; rows: {id: string; title: string; description: string}[]} | null;
  delivery: 'delivered' | 'failed';
}

export interface Entry {
  handset: number;
  entry: number;
  message: {id: string; kind: string; text: string; reply_id: string; at: Instant} | null;
  replies: Reply[];
  silence: '' | {code: string; title: string};
  duplicate: boolean;
  intent: string;
  state: {flow: string; state: string};
  has_why: boolean;
}

export interface PlayNode {
  id: string;
  parent: string;
  at: Instant;
  kind: 'start' | 'say' | 'clock' | 'fault' | 'receipt' | 'restart';
  label: string;
  action?: Action;
  entries: Entry[];
  differ: boolean;
}

export interface Play {
  id: string;
  created_at: Instant;
  now: Instant;
  handsets: Handset[];
  faults: Faults;
  timers: Timer[];
  head: string;
  nodes: PlayNode[];
}

export interface PlayBrief { id: string; created_at: Instant; handsets: HandsetChoice[]; nodes: number }

// Why
export interface Alternative {
  intent: string;
  title: string;
  confidence: number;
  won?: boolean;
  why?: string;
  example?: string;
}

export interface Understood {
  intent: string;
  title: string;
  confidence: number;
  action: 'answer' | 'ask' | 'unknown';
  action_title: string;
  layer: 'command' | 'examples' | 'nothing';
  rule: string;
  words: {word: string; weight: number}[];
  examples: {label: string; title: string; sentence: string; similarity: number}[];
  alternatives: Alternative[];
  number: {fault: string; digits: number; explained: string};
}

export interface TextSeen { raw: string; normalised: string; changes: {from: string; to: string; how: string}[] }
export interface Slot { name: string; title: string; value: string; masked: string }
export interface StateSeen {
  flow: string;
  state: string;
  title: string;
  slots: Slot[];
  tries: number;
  language: string;
  verified: string;
}

// A name and its value; the value of a list is its rows.
export type Fact = [string, string | Fact[][]];

export interface CoreExchange {
  operation: string;
  title: string;
  method: string;
  path: string;
  headers: [string, string][];
  arguments: [string, string][];
  asked_at: Instant;
  took_ms: number;
  outcome_title: string;
  status: number;
  what_became: 'answered' | 'late' | 'unavailable';
  answer: Fact[];
}

export interface Why {
  lines: {topic: string; text: string}[];
  text: TextSeen | null;
  understood: Understood | null;
  slots: Slot[];
  before: StateSeen;
  after: StateSeen;
  path: {code: string; name: string; text: string}[];
  effects: {code: string; text: string}[];
  core: CoreExchange[];
  replies: {key: string; file: string; line: number; language: string; encoding: string; segments: number;
            budget: number; text: string}[];
  trace: string[];
}

// Flow diagrams
export interface Covered { covered: number; of: number; missing?: string[] }
export interface CoverageBrief { states: Covered; transitions: Covered; replies: Covered }

export interface FlowList {
  flows: {name: string; title: string; file: string; states: number; transitions: number; covered: number | null}[];
  coverage: (CoverageBrief & {at: Instant; run: string}) | null;
}

export interface FlowState {
  name: string;
  kind: 'need' | 'detect' | 'call' | 'decide';
  title: string;
  line: number;
  start: boolean;
  current: boolean;
  visited: boolean;
  covered: boolean | null;
}

export interface FlowTransition {
  name: string;
  from: string;
  to: string;
  outcome: string;
  label: string;
  when: {text: string}[];
  say: string;
  promise: boolean;
  line: number;
  file: string;
  taken: boolean;
  times: number;
  covered: boolean | null;
}

export interface Flow {
  name: string;
  title: string;
  file: string;
  line: number;
  states: FlowState[];
  transitions: FlowTransition[];
  path: string[];
}

export interface Skeleton { text: string; reached: boolean; note: string }

// Tests and check
export interface TestRef { folder: 'shipped' | 'saved'; name: string }

export interface TestBrief extends TestRef {
  title: string;
  file: string;
  channels: string[];
  languages: string[];
  runs: number;
  author: string;
  saved_at: Instant | null;
  last: {state: 'passed' | 'failed' | 'never'; bundle: Bundle; at: Instant};
}

export interface TestFailure {
  line: number;
  what: string;
  title: string;
  expected: string;
  got: string;
  diff: {op: ' ' | '-' | '+'; text: string}[];
  why: string[];
}

export interface TestResult extends TestRef {
  title: string;
  file: string;
  channel: string;
  language: string;
  row: number;
  state: 'passed' | 'failed';
  failure: TestFailure | null;
}

export interface TestsRun { passed: number; failed: number; results: TestResult[]; coverage: CoverageBrief }

export interface TestProposal {
  text: string;
  name: string;
  replaced: {what: string; from: string; to: string}[];
  passes: boolean;
  failure: TestFailure | null;
}

export interface Finding {
  level: 'error' | 'warning';
  file: string;
  line: number;
  rule: string;
  what: string;
  instead: string;
  excerpt: string;
  text: TextRef | null;
}

export interface CheckResult { ok: boolean; findings: Finding[] }

// Knowledge and the draft
export interface TextRef {
  kind: 'reply' | 'answer' | 'title' | 'about' | 'answer_title';
  key: string;
  index: number;
  channel: Channel;
  language: string;
}

export interface Hit {
  kind: 'answer' | 'reply' | 'example';
  key: string;
  title: string;
  excerpt: string;
  score: number;
  ref: TextRef | null;
}

export interface Found {
  text: TextSeen;
  understood: Understood;
  summary: string;
  replies: (Reply & {ref: TextRef | null})[];
  hits: Hit[];
}

export interface KnowledgeList {
  answers: {key: string; title: string; file: string; wordings: number; examples: number; changed: boolean;
            expires: string | null}[];
  replies: {key: string; title: string; file: string; excerpt: string; changed: boolean}[];
  titles: {key: string; title: string; about: string; changed: boolean}[];
}

export type Texts = Record<string, {text: string; line: number; changed: boolean; before: string | null}>;

export interface Wording {
  index: number;
  variant: string;
  variant_title: string;
  valid_from: string | null;
  valid_to: string | null;
  valid_today: boolean;
  sms: Texts;
  whatsapp: Texts;
}

export interface Answer {
  key: string;
  title: Texts;
  file: string;
  line: number;
  facts: {text: string; source: string; valid_from: string | null; valid_to: string | null; line: number}[];
  wordings: Wording[];
  next: string[];
  examples: {sentence: string; line: number; file: string; added: boolean}[];
}

export interface ReplyTexts {
  key: string;
  file: string;
  line: number;
  budget: number;
  choices: string[];
  placeholders: {name: string; kind: string}[];
  sms: Texts;
  whatsapp: Texts;
  used_by: string[];
}

export interface TitleTexts { key: string; file: string; line: number; title: Texts; about: Texts }

export interface Label { label: string; title: string; kind: 'service' | 'talk' | 'faq' | 'none'; examples: number }

export interface MeasuredText {
  sms: Measured;
  worst: {text: string; encoding: string; characters: number; segments: number; budget: number; fits: boolean} | null;
  faults: string[];
  preview: string;
}

export interface DraftChange {
  id: string;
  kind: 'text' | 'example_added' | 'example_removed';
  ref: TextRef | null;
  label: string | null;
  before: string | null;
  after: string | null;
  by: string;
  at: Instant;
  file: string;
}

export interface FileDifference {
  file: string;
  hunks: {before: number; after: number; lines: {op: ' ' | '-' | '+'; text: string}[]}[];
}

export interface Draft {
  exists: boolean;
  base: number;
  changes: DraftChange[];
  files?: FileDifference[];
  edited_by: string[];
  edited_at: Instant | null;
  state: 'unchecked' | 'checking' | 'ready' | 'refused';
  checked: {at: Instant; ok: boolean; findings: Finding[]; passed: number; failed: number; failures: TestResult[]} | null;
  conflicts: string[];
}

export interface Version {
  number: number;
  hash: string;
  author: string;
  at: Instant;
  note: string;
  back_to: number | null;
  changes: number;
  served: boolean;
}

export interface QueueItem {
  id: number;
  at: Instant;
  channel: Channel;
  text: string;
  alternatives: Alternative[];
  times: number;
}

// Real conversations
export interface Sought { number: string; from: Instant | null; to: Instant | null; intent: string; status: string; most: number }

export interface FoundMessage {
  id: number;
  conversation: number;
  number: number;
  channel: Channel;
  sender: string;
  text: string;
  intent: string;
  intent_title: string;
  status: string;
  status_title: string;
  received_at: Instant;
}

export interface Timeline {
  id: number;
  timeline: {at: Instant; what: string; title: string; words: string; after_ms: number}[];
}

// Jobs
export interface Job<Result> {
  id: string;
  kind: 'tests' | 'check' | 'draft_check' | 'publish';
  state: 'running' | 'done' | 'cancelled' | 'failed';
  progress: {done: number; total: number; now: string; failures: TestResult[]};
  result: Result | null;
  error: {message: string} | string | null;
}

export type DraftChecked = {ok: boolean; check: CheckResult; tests: TestsRun | null};
export type Published = {ok: true; version: Version} | {ok: false; check: CheckResult; tests: TestsRun | null};
