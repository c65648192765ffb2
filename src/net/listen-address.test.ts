import { expect, test } from 'vitest'
import { formatListenAddress, parseListenSpec } from './listen-address.ts'

const defaults = { port: 783, ipv4: true, ipv6: true }

// spamd's --listen, as its manual describes it.
test.each([
  ['localhost', '[::1]:783 127.0.0.1:783'],
  ['', '[::]:783 0.0.0.0:783'],
  ['*', '[::]:783 0.0.0.0:783'],
  ['*:1783', '[::]:1783 0.0.0.0:1783'],
  [':1783', '[::1]:1783 127.0.0.1:1783'],
  ['127.0.0.1', '127.0.0.1:783'],
  ['[127.0.0.1]:99', '127.0.0.1:99'],
  ['[::1]', '[::1]:783'],
  ['::1', '[::1]:783'],
  ['fe80::1%eth0', '[fe80::1%eth0]:783'],
  ['[::1]:1783', '[::1]:1783'],
  ['mail.example.com:80', 'mail.example.com:80'],
  ['/run/spamd.sock', '/run/spamd.sock'],
])('%j is %s', (spec, expected) => {
  expect(parseListenSpec(spec, defaults).map(formatListenAddress).join(' ')).toBe(expected)
})

test('one family only', () => {
  expect(parseListenSpec('*', { ...defaults, ipv6: false }).map(formatListenAddress)).toEqual(['0.0.0.0:783'])
  expect(parseListenSpec('localhost', { ...defaults, ipv4: false }).map(formatListenAddress)).toEqual(['[::1]:783'])
})

test('TLS, with a port of its own, and services by name', () => {
  const more = { ...defaults, tlsPort: 993, servicePort: (name: string) => (name === 'spamd' ? 783 : undefined) }
  expect(parseListenSpec('ssl:127.0.0.1', more)).toEqual([{ type: 'tcp', host: '127.0.0.1', port: 993, tls: true }])
  expect(parseListenSpec('127.0.0.1:1', { ...more, tls: true })).toEqual([
    { type: 'tcp', host: '127.0.0.1', port: 1, tls: true },
  ])
  expect(parseListenSpec('127.0.0.1:spamd', more)).toEqual([{ type: 'tcp', host: '127.0.0.1', port: 783 }])
  expect(parseListenSpec('ssl:/run/a.sock', more)).toEqual([{ type: 'unix', path: '/run/a.sock' }])
})

test.each(['a b', '127.0.0.1:99999', 'x:y:z', 'localhost:smtp'])('%j is refused', (spec) => {
  expect(() => parseListenSpec(spec, defaults)).toThrow(expect.objectContaining({ code: 'LISTEN_SPEC' }))
})
