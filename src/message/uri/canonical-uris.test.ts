import { describe, expect, it } from 'vitest'
import { canonicalUris } from './canonical-uris.ts'
import type { UriOptions } from './options.ts'
import { tldTables } from './registry-boundaries.ts'

const options: UriOptions = {
  redirectorPatterns: [/^http:\/\/r\.example\.com\/go\?to=([^&]*)/i],
  tlds: tldTables(['com', 'org', 'uk'], ['co.uk'], []),
  parseDkimUris: true,
}

describe('canonicalUris', () => {
  it.each([
    ['http://a.com/', ['http://a.com/']],
    ['http:a.com', ['http:a.com', 'http://a.com']],
    ['http:\\\\a.com\\b', ['http:\\\\a.com\\b', 'http://a.com/b']],
    ['//a.com', ['//a.com', 'http:////a.com']],
    ['#fragment', ['#fragment']],
    ['http://%77ww.a.com/%20', ['http://%77ww.a.com/%20', 'http://www.a.com/%20']],
    ['http://a.com?x', ['http://a.com?x', 'http://a.com/?x']],
    // The hash of a reference in the host is taken for a fragment first; only behind the host are references decoded.
    [
      'http://a&#46;com/',
      ['http://a&#46;com/', 'http://a&/#46;com/', 'http://a/#46;com/', 'http://www.a&.com/#46;com/'],
    ],
    ['http://a.com/&#x41;', ['http://a.com/&#x41;', 'http://a.com/A']],
    ['http://a.com:80/', ['http://a.com:80/', 'http://a.com/']],
    ['http://a.com!!', ['http://a.com!!', 'http://a.com']],
    ['http://foo/', ['http://foo/', 'http://www.foo.com/']],
    ['http://foo:81/', ['http://foo:81/']],
    ['http://0x7f000001/', ['http://0x7f000001/', 'http://127.0.0.1/']],
    ['http://2130706433/', ['http://2130706433/', 'http://127.0.0.1/']],
    ['http://0177.1.2.0x10/', ['http://0177.1.2.0x10/', 'http://127.1.2.16/']],
    ['http://r.example.com/go?to=b.org&x', ['http://r.example.com/go?to=b.org&x', 'b.org', 'http://b.org']],
    ['http://a.com/?u=http://b.org/', ['http://a.com/?u=http://b.org/', 'http://b.org/']],
    ['mailto:a@b.com?subject=x', ['mailto:a@b.com?subject=x', 'mailto:a@b.com']],
    ['mailto:%20a@b.com', ['mailto:%20a@b.com', 'mailto:a@b.com']],
    ['mailto:x<a@b.com>', ['mailto:x<a@b.com>', 'mailto:a@b.com']],
  ])('%s', (uri, forms) => {
    expect(canonicalUris(uri, false, options).toSorted()).toEqual(forms.toSorted())
  })

  it('writes international names in ASCII', () => {
    expect(canonicalUris('http://münchen.com/', true, options)).toContain('http://xn--mnchen-3ya.com/')
    expect(canonicalUris('http://m\xc3\xbcnchen.com/', false, options)).toContain('http://xn--mnchen-3ya.com/')
  })
})
