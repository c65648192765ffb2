import { expect, test } from 'vitest'
import { parseHeaderAddresses } from './header-addresses.ts'

type Entry = readonly [phrase: string | null, address: string | null]

// As parse_header_addresses reads them with Email::Address::XS installed.
const headers: readonly (readonly [raw: string, entries: readonly Entry[]])[] = [
  ['Joe <joe@example.com>', [['Joe ', 'joe@example.com']]],
  ['"Doe, Joe" <joe@example.com>', [['Doe, Joe ', 'joe@example.com']]],
  ['joe@example.com', [[null, 'joe@example.com']]],
  ['joe@example.com (Joe Doe)', [['Joe Doe', 'joe@example.com']]],
  ['<joe@example.com>', [[null, 'joe@example.com']]],
  ['"joe@example.com" <x@example.net>', [['joe@example.com ', 'x@example.net']]],
  ['"joe@example.com"', [[null, 'joe@example.com']]],
  ['"joe@nowhere"', [['joe@nowhere', null]]],
  ['joe@example.com <joe@example.com>', [['joe@example.com ', 'joe@example.com']]],
  ['"" <a@example.com>', [[' ', 'a@example.com']]],
  ['Joe <>', [['Joe ', null]]],
  ['<>', [[null, null]]],
  ['Joe Doe', [['Joe Doe', null]]],
  ['undisclosed-recipients:;', []],
  [
    'group: a@example.com, b@example.net;',
    [
      [null, 'a@example.com'],
      [null, 'b@example.net'],
    ],
  ],
  ['group:; a@example.com', []],
  [
    'a@example.com, b@example.net',
    [
      [null, 'a@example.com'],
      [null, 'b@example.net'],
    ],
  ],
  [
    'a@example.com; b@example.net',
    [
      [null, 'a@example.com'],
      [null, 'b@example.net'],
    ],
  ],
  ['Joe <joe@example.com> <joe@example.com>', [['Joe ', 'joe@example.com']]],
  ['Joe<joe@example.com><joe@example.com>', [['Joe', null]]],
  ['Joe (the "man") Doe <joe@example.com> (x)', [['Joe (the man) Doe ', 'joe@example.com']]],
  ['"a \\"b\\" c" <a@example.com>', [['a "b" c ', 'a@example.com']]],
  ['"a b"@example.com', [[null, '"a b"@example.com']]],
  ['<"a b"@example.com>', [[null, '"a b"@example.com']]],
  ['Joe <joe@[192.0.2.1]>', [['Joe ', 'joe@[192.0.2.1]']]],
  ['Joe < joe@example.com >', [['Joe ', 'joe@example.com']]],
  ['Joe <some one@example.com>', [['Joe ', null]]],
  ['Joe <joe@exa mple.com>', [['Joe', 'joe@exa']]],
  ['<@route,@r2:joe@example.com>', [[null, null]]],
  ['a@b@c.com', [[null, 'a@b']]],
  ['Joe <a@b@c.com>', [['Joe ', 'a@b']]],
  ['""@example.com', [[null, null]]],
  ['x"y@example.com', [[null, null]]],
  ['Joe\n\t<joe@example.com>', [['Joe\n\t', 'joe@example.com']]],
  ['J\xc3\xb6e <j@example.com>', [['J\xc3\xb6e ', 'j@example.com']]],
  ['=?utf-8?Q?"Foo"?=<info=foo.com@example.com>', [['=?utf-8?Q?Foo?=', 'info=foo.com@example.com']]],
  ['=?utf-8?Q?"Foo"_<a@example.com>?=', [[null, 'a@example.com']]],
  ['Joe (a(b)c) <joe@example.com>', [['Joe (ac) ', 'joe@example.com']]],
  ['joe@example.com (a (b) c)', [['joe@example.com (a  c)', null]]],
  [
    ' , a@example.com',
    [
      [' ', null],
      [null, 'a@example.com'],
    ],
  ],
  [
    'a@example.com,, b@example.net',
    [
      [null, 'a@example.com'],
      ['a@example.com,, b@example.net', null],
      [null, 'b@example.net'],
    ],
  ],
  [
    'joe, a@example.com',
    [
      ['joe', null],
      [null, 'a@example.com'],
    ],
  ],
  [
    'joe bloe, a@example.com',
    [
      ['joe bloe', null],
      [null, 'a@example.com'],
    ],
  ],
  [
    'a@example.com, "c',
    [
      [null, 'a@example.com'],
      ['a@example.com, "c', null],
    ],
  ],
  [
    'a b@example.com, c@example.net',
    [
      ['a b@example.com', null],
      [null, 'c@example.net'],
    ],
  ],
  [
    '(c) a@example.com, d@example.net',
    [
      [' a@example.com', null],
      [null, 'd@example.net'],
    ],
  ],
  [
    'J. Doe <a@example.com>, x',
    [
      ['J. Doe ', 'a@example.com'],
      ['x', null],
    ],
  ],
  [
    'a..b@example.com, <, c@example.net',
    [
      [null, 'a..b@example.com'],
      ['a..b@example.com, <, c@example.net', null],
      [null, 'c@example.net'],
    ],
  ],
  [
    'a@example.com (c, d@example.net',
    [
      ['a@example.com (c', null],
      [null, 'd@example.net'],
    ],
  ],
  [
    '<a@example.com, b@example.net',
    [
      [null, 'a@example.com'],
      [null, 'b@example.net'],
    ],
  ],
  [
    'g: a@example.com, ; , b@example.net',
    [
      [null, 'a@example.com'],
      [' ', null],
      [' ', null],
      [null, 'b@example.net'],
    ],
  ],
  ['Foo <joe(comment)@example.com>', [['Foo ', 'joe@example.com']]],
  ["'joe@example.com' <joe@example.com>", [["'joe@example.com' ", 'joe@example.com']]],
  ['mailto:joe@example.com', [[null, 'joe@example.com']]],
  ['a@example.com\\\\', [[null, 'a@example.com']]],
  [
    'user @ example . com, x y <c@example.net>',
    [
      ['user @ example . com', null],
      ['x y ', 'c@example.net'],
    ],
  ],
  [
    '"a"."b"@example.com, <@>, c@example.net',
    [
      [null, '"a"."b"@example.com'],
      [null, null],
      [null, 'c@example.net'],
    ],
  ],
]

test.for(headers)('%j', ([raw, entries]) => {
  const found = parseHeaderAddresses(raw).map(({ phrase, address }) => [phrase ?? null, address ?? null])
  expect(found).toEqual(entries)
})

test('user, host and comment', () => {
  expect(parseHeaderAddresses('Joe <joe.doe@example.com> (Boss)')).toEqual([
    { phrase: 'Joe ', address: 'joe.doe@example.com', user: 'joe.doe', host: 'example.com', comment: 'Boss' },
  ])
})
