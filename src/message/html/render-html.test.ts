import { describe, expect, it } from 'vitest'
import { cpuMs } from '../../../test/support/cpu-ms.ts'
import { renderHtml } from './render-html.ts'

const bytes = (text: string) => ({ unicode: false, byteLength: text.length })
const decoded = (text: string) => ({ unicode: true, byteLength: Buffer.byteLength(text) })

describe('renderHtml', () => {
  it.each([
    ['a<br/>b<p>c', 'a\nb\n\nc'],
    ['<![CDATA[ &amp; <b> ]]> &amp;', ' &amp; <b>  &'],
    ['x <!-- a -- b > c --> y', 'x  y'],
    ['x <!-- never > y', 'x  y'],
    ['a <3 b', 'a <3 b'],
    ['a</b "x>y">c', 'ac'],
    ['&ampfoo &copyright &euro &euro;', '&foo ©right &euro €'],
    ['&#xD83D;&#xDE00; &#xDE00; &#xFFFE;', '😀 \ufffd &#xFFFE;'],
    ['<title>a &lt; <b>', '\n\na <\n\n'],
    ['<style>p{} </style>a<style>b', 'a'],
    ['<plaintext>a<b></plaintext>', '\n\na<b></plaintext>'],
  ])('%j → %j', (markup, text) => {
    expect(renderHtml(markup, decoded(markup)).rendered.text).toBe(text)
  })

  it.each([
    ['<p style="display:none">a</p>b', 'a'],
    ['<p style="DISPLAY:none">a</p>b', ''],
    ['<p style="display:none !important">a</p>b', ''],
    ['<font color="#fefefe">a</font>b', 'a'],
    ['<font color=fefefe>a</font>b', 'a'],
    ['<table bgcolor=black><td><font color=white>a', 'a'],
    ['<div style="background: url(a b), rgb(0, 0, 0)">a</div>b', 'a'],
    ['<font size=1>a</font>b', 'a'],
    ['<span style="visibility:hidden">a<span style="visibility:visible">c</span></span>b', 'a'],
  ])('what %j hides: %j', (markup, text) => {
    expect(renderHtml(markup, bytes(markup)).invisible.text).toBe(text)
  })

  it('stops where SpamAssassin 4.0.1 does, at a background of nothing but blanks, and then knows no URIs', () => {
    const markup = 'a <a href="http://x.com/">b</a><p style="background: ">c</p>'
    const html = renderHtml(markup, bytes(markup))
    expect(html.rendered.text).toBe('a b')
    expect(html.facts.uris.size).toBe(0)
    expect(html.facts.length).toBeUndefined()
  })

  it('reports no end, and so few facts, when a section to ignore is never closed', () => {
    const { rendered, facts } = renderHtml('a <b>c</b><![IGNORE[ d', bytes('1'))
    expect(rendered.text).toBe('a c')
    expect(facts.inside.size).toBe(0)
  })

  it('holds bytes and characters apart: an entity above Latin-1 makes Unicode of bytes', () => {
    expect(renderHtml('&eacute;', bytes('')).rendered).toEqual({ text: '\xe9', unicode: false })
    expect(renderHtml('&eacute;&euro;', bytes('')).rendered).toEqual({ text: 'é€', unicode: true })
  })

  it('writes entities as UTF-8 in undecoded bytes, and takes bytes that are no UTF-8 for Latin-1', () => {
    const mode = { unicode: false, utf8Mode: true, byteLength: 1 }
    expect(renderHtml('\xc3\xa9&euro;', mode).rendered.text).toBe('\xc3\xa9\xe2\x82\xac')
    expect(renderHtml('\xe9&euro;', mode).rendered.text).toBe('\xc3\xa9\xe2\x82\xac')
  })
})

describe('renderHtml takes time in line with the length', () => {
  const size = 400_000
  const repeat = (unit: string): string => unit.repeat(size / unit.length)
  it.each([
    ['unclosed titles', repeat('<title>')],
    ['unclosed comments', repeat('<!-- -')],
    ['unclosed sections', repeat('<![IGNORE[<![CDATA[')],
    ['deep cells', repeat('<p>') + repeat('<td>')],
    ['a face of blanks', `<font face="${repeat(' ')}!">`],
    ['a style of blanks', `<p style="color:${repeat(' ')}x">y`],
    ['a long entity', `&${repeat('a')}`],
    ['many attributes', `<a ${repeat('x/href=y ')}>`],
    ['slashes before >', repeat(' />')],
    ['long bases', repeat(`<base href="http://x.com/${'a'.repeat(8000)}">`)],
  ])('%s', (_, markup) => {
    const start = cpuMs()
    renderHtml(markup, bytes(markup))
    expect(cpuMs() - start).toBeLessThan(3000)
  })
})
