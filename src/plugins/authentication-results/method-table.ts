/** What may stand in a result of one method: its results, and its properties by the type before the dot. */
export interface MethodRow {
  readonly results: ReadonlySet<string>
  readonly properties: ReadonlyMap<string, ReadonlySet<string>>
}

const row = (results: string, properties: Readonly<Record<string, string>>): MethodRow => ({
  results: new Set(results.split(' ')),
  properties: new Map(Object.entries(properties).map(([type, names]) => [type, new Set(names.split(' '))])),
})

const USUAL = 'fail none pass permerror temperror'

/** The methods of RFC 8601's registry, and what is seen beside it; a property named `*` stands for any. */
export const METHODS: ReadonlyMap<string, MethodRow> = new Map([
  ['arc', row('fail none pass', { smtp: 'remote-ip', header: 'oldest-pass', arc: 'chain' })],
  ['auth', row(USUAL, { smtp: 'auth mailfrom' })],
  ['dkim', row(`${USUAL} neutral policy`, { header: 'd i b a s' })],
  ['dkim-adsp', row(`${USUAL} discard nxdomain unknown`, { header: 'from' })],
  ['dkim-atps', row(`${USUAL} neutral`, { header: 'from' })],
  ['dmarc', row(`${USUAL} bestguesspass`, { header: 'from', policy: 'dmarc' })],
  ['dnswl', row('none pass permerror temperror', { dns: 'zone sec', policy: 'ip txt' })],
  ['domainkeys', row(`${USUAL} neutral policy`, { header: 'd from sender' })],
  ['iprev', row('fail pass permerror temperror', { policy: 'iprev' })],
  ['rrvs', row(`${USUAL} unknown`, { smtp: 'rcptto' })],
  ['sender-id', row(`${USUAL} hardfail neutral policy softfail`, { header: '*' })],
  ['smime', row(`${USUAL} neutral policy`, { body: 'smime-part smime-identifer smime-serial smime-issuer' })],
  ['spf', row(`${USUAL} hardfail neutral policy softfail`, { smtp: 'mailfrom mfrom helo rcpttodomain' })],
  ['vbr', row(USUAL, { header: 'md mv' })],
])
