import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkDmarc } from './dmarc.ts'
import type { Records } from './resolve-records.ts'

/** TXT records; every domain that ends in `.com` exists, with an address. */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  '_dmarc.reject.com': ['v=DMARC1; p=reject'],
  '_dmarc.quarantine.com': ['v=DMARC1; p=quarantine; sp=none'],
  '_dmarc.none.com': ['V=DMARC1;p=none;'],
  '_dmarc.sub.com': ['v=DMARC1; p=none; sp=reject'],
  '_dmarc.own.sub.com': ['v=DMARC1; p=quarantine'],
  '_dmarc.strict.com': ['v=DMARC1; p=reject; adkim=s; aspf=s'],
  '_dmarc.two.com': ['v=DMARC1; p=reject', 'v=DMARC1; p=none'],
  '_dmarc.mixed.com': ['spf2.0/pra', 'v=DMARC1; p=reject'],
  '_dmarc.other.com': ['something else'],
  '_dmarc.broken.com': ['v=DMARC1; p=nothing'],
  '_dmarc.nop.com': ['v=DMARC1; adkim=s'],
  '_dmarc.reported.com': ['v=DMARC1; p=nothing; rua=mailto:a@reported.com'],
  '_dmarc.all.com': ['v=DMARC1; p=reject; pct=100'],
  '_dmarc.sampled.com': ['v=DMARC1; p=reject; pct=0'],
  '_dmarc.halfhearted.com': ['v=DMARC1; p=quarantine; pct=0'],
}

interface Case {
  readonly author: string
  readonly spf?: string
  readonly dkim?: readonly string[]
  readonly expected: string
}

const CASES: readonly Case[] = [
  { author: 'reject.com', expected: 'fail reject' },
  { author: 'reject.com', spf: 'reject.com', expected: 'pass reject' },
  { author: 'reject.com', spf: 'bounces.reject.com', expected: 'pass reject' },
  { author: 'reject.com', spf: 'none.com', expected: 'fail reject' },
  { author: 'reject.com', dkim: ['reject.com'], expected: 'pass reject' },
  { author: 'reject.com', dkim: ['none.com', 'mail.reject.com'], expected: 'pass reject' },
  { author: 'sub.reject.com', expected: 'fail reject' },
  { author: 'sub.reject.com', dkim: ['reject.com'], expected: 'pass reject' },
  { author: 'quarantine.com', expected: 'fail quarantine' },
  { author: 'sub.quarantine.com', expected: 'fail none' },
  { author: 'none.com', expected: 'fail none' },
  { author: 'sub.com', expected: 'fail none' },
  { author: 'any.sub.com', expected: 'fail reject' },
  { author: 'own.sub.com', expected: 'fail quarantine' },
  { author: 'strict.com', spf: 'mail.strict.com', expected: 'fail reject' },
  { author: 'strict.com', dkim: ['mail.strict.com'], expected: 'fail reject' },
  { author: 'strict.com', dkim: ['strict.com'], expected: 'pass reject' },
  { author: 'two.com', expected: 'fail none' },
  { author: 'mixed.com', expected: 'fail reject' },
  { author: 'other.com', expected: 'none' },
  { author: 'unpublished.com', expected: 'none' },
  { author: 'missing.org', expected: 'none' },
  { author: 'broken.com', expected: 'fail none' },
  { author: 'nop.com', expected: 'fail none' },
  { author: 'reported.com', expected: 'fail none' },
  { author: 'all.com', expected: 'fail reject' },
  { author: 'sampled.com', expected: 'fail quarantine' },
  { author: 'halfhearted.com', expected: 'fail none' },
]

const ask = async (name: string, type: string): Promise<Records> => {
  const exists = name.endsWith('.com')
  const texts = type === 'TXT' ? POLICIES[name] : type === 'A' && exists ? ['192.0.2.1'] : undefined
  if (!texts) return { type: 'nothing', nameExists: exists }
  const facts = { target: undefined, priority: undefined }
  return { type: 'records', records: texts.map((text) => ({ name, type, ttl: 60, text, ...facts, strings: [text] })) }
}

const organizational = (domain: string): string => domain.split('.').slice(-2).join('.')

test.each(CASES)('$author spf=$spf dkim=$dkim: $expected', async ({ author, spf, dkim = [], expected }) => {
  const outcome = await checkDmarc(ask, author, { spf, dkim }, organizational, () => 50)
  expect(outcome.result === 'none' ? 'none' : `${outcome.result} ${outcome.disposition}`).toBe(expected)
})

const hasMailDmarc = spawnSync('perl', ['-MMail::DMARC::PurePerl', '-e', '1']).status === 0

test.skipIf(!hasMailDmarc)('Mail::DMARC says the same', () => {
  const file = path.join(tmpdir(), `dmarc-${process.pid}.json`)
  writeFileSync(file, JSON.stringify({ policies: POLICIES, cases: CASES }))
  const lines = execFileSync('perl', ['-e', CHECKER, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  expect(lines.trim().split('\n')).toEqual(CASES.map(({ expected }) => expected))
})

/** Published action for a pass, disposition for a failure, as SpamAssassin's plugin reads them. */
const CHECKER = `
use Mail::DMARC::PurePerl; use Net::DNS; use JSON::PP; no warnings;
my $in = do { local (@ARGV, $/) = @ARGV; JSON::PP->new->decode(<>) };
{ package Zone; sub new { bless {}, shift }
  sub send { my ($self, $name, $type) = @_; my $p = Net::DNS::Packet->new($name, $type);
    $p->push(answer => Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => [$_])) for $type eq 'TXT' ? @{$in->{policies}{$name} || []} : ();
    $p->push(answer => Net::DNS::RR->new(owner => $name, type => 'A', address => '192.0.2.1')) if $type eq 'A' && $name =~ /\\.com$/;
    $p }
  sub query { my $p = shift->send(@_); scalar($p->answer) ? $p : undef } }
*Mail::DMARC::Base::get_resolver = sub { Zone->new };
for my $c (@{$in->{cases}}) {
  my $d = Mail::DMARC::PurePerl->new; $d->source_ip('192.0.2.9'); $d->header_from_raw('a@' . $c->{author});
  $d->dkim([map { { domain => $_, selector => 's', result => 'pass' } } @{$c->{dkim} || []}]) if $c->{dkim};
  $d->spf([{ scope => 'mfrom', domain => $c->{spf} || 'x.net', result => $c->{spf} ? 'pass' : 'fail' }]);
  my $r = $d->validate;
  my $action = $r->result eq 'pass' ? $r->published->p : $r->disposition;
  print $r->result eq 'none' ? 'none' : $r->result . ' ' . $action, "\\n";
}
`
