import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkArc } from './arc.ts'
import { splitMessage } from './canonical.ts'
import type { Records } from './resolve-records.ts'

// The ARC validation suite of ValiMail, as JSON; its licence stands beside it.

interface Suite {
  readonly description: string
  readonly records: Readonly<Record<string, string>>
  readonly tests: readonly { readonly name: string; readonly message: string; readonly cv: string }[]
}

const file = path.join(import.meta.dirname, '..', '..', 'test', 'data', 'arc', 'validation.json')
const suites = JSON.parse(readFileSync(file, 'utf8')) as readonly Suite[] // as the file has it

/** Cases that Mail::DKIM, which SpamAssassin asks, decides otherwise; it counts as the specification here. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  // The suite leaves open what such a chain amounts to.
  ['cv_fail_i1_as_cv_fail', 'fail'],
  ['cv_fail_i2_as2_fail', 'fail'],
  ['cv_fail_i2_as1_fail', 'fail'],
  // It takes SHA-1 and keys of 512 bits unless it is told to be strict.
  ['ams_fields_a_sha1', 'pass'],
  ['as_fields_a_sha1', 'pass'],
  ['as_fields_b_512', 'pass'],
  // Without c= it takes simple canonicalization, as DKIM has it.
  ['ams_fields_c_na', 'fail'],
])

describe.each(suites)('$description', ({ records, tests }) => {
  const ask = async (name: string, type: string): Promise<Records> => {
    const text = type === 'TXT' ? records[name] : undefined
    if (text === undefined) return { type: 'nothing', nameExists: false }
    const facts = { target: undefined, priority: undefined, strings: [text] }
    return { type: 'records', records: [{ name, type, ttl: 60, text, ...facts }] }
  }

  test.each(tests)('$name', async ({ name, message, cv }) => {
    const { result } = await checkArc(splitMessage(message, '\n'), ask, 1_484_000_000)
    expect(result === 'invalid' ? 'fail' : result).toBe(KNOWN.get(name) ?? (cv.toLowerCase() || 'none'))
  })

  const hasMailDkim = spawnSync('perl', ['-MMail::DKIM::ARC::Verifier', '-e', '1']).status === 0
  test.skipIf(!hasMailDkim)('Mail::DKIM says the same', () => {
    const keys = path.join(tmpdir(), `arc-keys-${process.pid}.json`)
    writeFileSync(keys, JSON.stringify({ records, messages: tests.map(({ message }) => message) }))
    const answers = execFileSync('perl', ['-e', VERIFIER, keys], { encoding: 'utf8' }).trim().split('\n')
    const ours = tests.map(({ name, cv }) => KNOWN.get(name) ?? (cv.toLowerCase() || 'none'))
    const differing = tests.flatMap(({ name }, n) =>
      answers[n] === ours[n] ? [] : [`${name}: ${answers[n]} instead of ${ours[n]}`],
    )
    expect(differing).toEqual([])
  })
})

const VERIFIER = `
use Mail::DKIM::ARC::Verifier; use Mail::DKIM::DNS; use Net::DNS; use JSON::PP;
my $in = do { local (@ARGV, $/) = @ARGV; JSON::PP->new->decode(<>) };
{ package Keys; sub new { bless {}, shift } sub errorstring { 'NOERROR' }
  sub send { my ($self, $name, $type) = @_; my $p = Net::DNS::Packet->new($name, $type);
    my $t = $in->{records}{$name}; if (defined $t) { $p->push(answer => Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => [$t =~ /.{1,255}/gs])) } else { $p->header->rcode('NXDOMAIN') } $p } }
Mail::DKIM::DNS::resolver(Keys->new);
for my $m (@{$in->{messages}}) { my $v = Mail::DKIM::ARC::Verifier->new; $m =~ s/\\n/\\r\\n/g; utf8::encode($m); $v->PRINT($m); $v->CLOSE;
  my $r = $v->result // 'none'; print $r eq 'invalid' ? 'fail' : $r, "\\n"; }
`
