import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readOptions } from './getopt.ts'

// Asked of Perl's Getopt::Long itself where it is there.

const SPECS = [
  'debug|D:s',
  'port|p=s',
  'max-children|m=i',
  'error-code|e:i',
  'local!',
  'L',
  'd',
  'listen|listen-ip|i:s',
  'user-config',
  'nouser-config|x',
  'syslog|s=s',
  'syslog-socket=s',
  '4|ipv4only|ipv4',
]

const LINES: readonly string[] = [
  '',
  '-d -L',
  '-dL',
  '-p 783 --port 7830',
  '-p783',
  '-D -L',
  '-D info -L',
  '-Dinfo',
  '-D',
  '--debug=all,nospf rest',
  '--debug -x',
  '--debug',
  '-m 5',
  '-m5d',
  '-m x',
  '-mx',
  '--max-children=7',
  '--max-children=x',
  '--max-children',
  '-e file',
  '-e 3 file',
  '-e3',
  '-e',
  '--local',
  '--nolocal',
  '--no-local',
  '--loc',
  '--l',
  '--PORT 7',
  '--sys x',
  '--syslog x --syslog-socket y',
  '--user-config',
  '--nouser-config',
  '--bogus --d',
  '-zd',
  '--local=1',
  '--port=',
  '--port -x',
  '-i',
  '-i -d',
  '-i 127.0.0.1:7',
  '-i= -L',
  '--listen= -L',
  '-4 --ipv4 --ipv4only',
  'a -d b -- -L c',
  '- -d',
  '-p -1 -D - x',
]

function ours(line: string, modern: boolean) {
  const taken: string[] = []
  const rows = SPECS.map((spec) => ({
    spec,
    take: (value: unknown) =>
      void taken.push(`${spec}=${Number(value) === 1 && typeof value === 'boolean' ? 1 : value === false ? 0 : value}`),
  }))
  const args = line === '' ? [] : line.split(' ')
  const { rest, problems } = readOptions(args, rows, { abbreviations: !modern, ignoreCase: !modern })
  return { taken, rest: [...rest], problems: [...problems] }
}

const PERL = `
use Getopt::Long; use JSON::PP;
my $modern = shift @ARGV;
Getopt::Long::Configure($modern ? qw(bundling no_getopt_compat no_auto_abbrev no_ignore_case) : 'bundling');
my @specs = @{ decode_json(shift @ARGV) };
my @out;
for my $line (@{ decode_json(shift @ARGV) }) {
  local @ARGV = split / /, $line;
  my (@taken, @problems);
  local $SIG{__WARN__} = sub { push @problems, $_[0] =~ s/\\n$//r };
  GetOptions(map { my $spec = $_; $spec => sub { push @taken, "$spec=$_[1]" } } @specs);
  push @out, { taken => \\@taken, rest => [@ARGV], problems => \\@problems };
}
print encode_json(\\@out);
`

const havePerl = existsSync('/usr/bin/perl')

describe.skipIf(!havePerl).each([false, true])('as Getopt::Long (strict names: %s)', (modern) => {
  const text = havePerl
    ? execFileSync('/usr/bin/perl', ['-e', PERL, modern ? '1' : '0', JSON.stringify(SPECS), JSON.stringify(LINES)])
    : '[]'
  const answers: ReturnType<typeof ours>[] = JSON.parse(String(text))
  test.each(LINES.map((line, i) => ({ line, expected: answers[i] })))('$line', ({ line, expected }) => {
    expect(ours(line, modern)).toEqual(expected)
  })
})
