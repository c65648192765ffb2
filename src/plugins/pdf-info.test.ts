import { expect, test } from 'vitest'
import { mailWithParts } from '../../test/support/mail-with-parts.ts'
import { type PdfParts, pdfFile } from '../../test/support/pdf-file.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { pdfUri } from './pdf/pdf-uri.ts'
import { readPdf } from './pdf/read-pdf.ts'

/** Time of the processor, which other processes do not lengthen. */
const cpuMs = () => process.cpuUsage().user / 1000

const pdf = (parts: PdfParts, name = 'a.pdf', text = 'hello there') =>
  mailWithParts(text, [{ type: 'application/pdf', name, data: pdfFile(parts) }])
const INFO = ['/Author (Joe \\(the author\\))', '/Creator(PScript5.dll)', '/CreationDate (D:20070703144220)']

testPluginCases('PDFInfo', {
  plugins: ['PDFInfo'],
  cf: `
body T_ONE eval:pdf_count(1,1)
body T_TWO_UP eval:pdf_count('2')
body T_NO_IMAGE eval:pdf_image_count(0,0)
body T_IMAGES eval:pdf_image_count(1)
body T_AREA eval:pdf_pixel_coverage(1000,20000)
body T_EXACT eval:pdf_image_size_exact(100,120)
body T_SUM eval:pdf_image_size_exact(150,180)
body T_RANGE eval:pdf_image_size_range(50, 50, 110, 130)
body T_RANGE_OPEN eval:pdf_image_size_range(200, 200)
body T_RATIO eval:pdf_image_to_text_ratio(0.000, 0.008)
rawbody T_RAW_RATIO eval:pdf_image_to_text_ratio(0.000, 0.0016)
body T_NAMED eval:pdf_named('mytest.pdf')
body T_NAME_MATCHES eval:pdf_name_regex('/^(?:my|your)test\\.pdf$/')
body T_NAME_PLAIN eval:pdf_name_regex('(?i)^YOUR')
body T_MD5 eval:pdf_match_md5('a5d1ad5577d65d50f5137035125360d0')
body T_FUZZY eval:pdf_match_fuzzy_md5('57344a9e2e42c9d012de705968211a7f')
body T_TAGS eval:pdf_match_fuzzy_md5('D52B6A175C6B9E7DF0F0B51DD123E4BD')
body T_AUTHOR eval:pdf_match_details('author','/^Joe \\(the/')
body T_CREATOR eval:pdf_match_details('creator','/^pscript5/i')
body T_CREATED eval:pdf_match_details('created','/^200707/')
body T_MODIFIED eval:pdf_match_details('modified','/^200707/')
body T_PRODUCER eval:pdf_match_details('producer','/^GPL/')
body T_TITLE eval:pdf_match_details('title','/^AB$/')
body T_KEYWORDS eval:pdf_match_details('keywords','/./')
body T_ENCRYPTED eval:pdf_is_encrypted()
body T_EMPTY eval:pdf_is_empty_body()
body T_SHORT eval:pdf_is_empty_body(12)
rawbody T_RAW_EMPTY eval:pdf_is_empty_body()
uri T_LINK /pdf\\.example\\.com/
uri T_ESCAPED /\\(x\\)/
`,
  cases: {
    'no PDF': {
      message: mailWithParts('hello', []),
      hits: ['T_NO_IMAGE'],
      tags: { PDFCOUNT: '0', PDFVERSION: undefined },
    },
    plain: {
      message: pdf({}),
      hits: ['T_FUZZY', 'T_MD5', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
      tags: {
        PDFCOUNT: '1',
        PDFIMGCOUNT: '0',
        PDFVERSION: '1.4',
        PDFNAME: 'a.pdf',
        PDFMD5: '57344A9E2E42C9D012DE705968211A7F',
        PDFMD5FUZZY1: '57344A9E2E42C9D012DE705968211A7F',
        PDFMD5FUZZY2: 'D52B6A175C6B9E7DF0F0B51DD123E4BD',
        PDFIMGAREA: undefined,
      },
    },
    'image on one line': {
      message: pdf({ images: [{ width: 120, height: 100 }] }, 'mytest.pdf'),
      hits: [
        'T_AREA',
        'T_EXACT',
        'T_FUZZY',
        'T_IMAGES',
        'T_NAMED',
        'T_NAME_MATCHES',
        'T_ONE',
        'T_RANGE',
        'T_RATIO',
        'T_RAW_EMPTY',
        'T_RAW_RATIO',
        'T_SHORT',
      ],
      tags: { PDFIMGDIM: '100x120', PDFIMGAREA: '12000', PDFIMGCOUNT: '1', PDFNAME: 'mytest.pdf' },
    },
    'image on two lines': {
      message: pdf({ images: [{ width: 120, height: 100, as: 'lines' }] }),
      hits: ['T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'image placed on the page': {
      message: pdf({ images: [{ width: 120, height: 100, as: 'placed' }] }),
      hits: [
        'T_AREA',
        'T_EXACT',
        'T_FUZZY',
        'T_IMAGES',
        'T_ONE',
        'T_RANGE',
        'T_RATIO',
        'T_RAW_EMPTY',
        'T_RAW_RATIO',
        'T_SHORT',
      ],
    },
    'two images': {
      message: pdf({
        images: [
          { width: 120, height: 100 },
          { width: 60, height: 50, as: 'placed' },
        ],
      }),
      hits: [
        'T_AREA',
        'T_EXACT',
        'T_FUZZY',
        'T_IMAGES',
        'T_ONE',
        'T_RANGE',
        'T_RATIO',
        'T_RAW_EMPTY',
        'T_RAW_RATIO',
        'T_SHORT',
        'T_SUM',
      ],
      tags: { PDFIMGDIM: '100x120 50x60', PDFIMGAREA: '15000', PDFIMGCOUNT: '2' },
    },
    'a large image and little text': {
      message: pdf({ images: [{ width: 300, height: 250 }] }, 'YourTest.pdf', 'hi'),
      hits: [
        'T_FUZZY',
        'T_IMAGES',
        'T_NAME_PLAIN',
        'T_ONE',
        'T_RANGE_OPEN',
        'T_RATIO',
        'T_RAW_EMPTY',
        'T_RAW_RATIO',
        'T_SHORT',
      ],
    },
    'width before a height on a line that begins with it': {
      message: pdf({ page: '/Image\n/Width 100/Height 120\n' }),
      hits: ['T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'details of strings': {
      message: pdf({ info: INFO }),
      hits: ['T_AUTHOR', 'T_CREATED', 'T_CREATOR', 'T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
      tags: { PDFAUTHOR: 'Joe (the author)', PDFCREATOR: 'PScript5.dll', PDFTITLE: undefined, PDFPRODUCER: undefined },
    },
    'details in hexadecimal and octal': {
      message: pdf({
        info: ['/Title <FEFF 0041 0042>', '/Producer (\\376\\377\\000G\\000P\\000L)', "/ModDate (D:20070704-06'00')"],
      }),
      hits: ['T_FUZZY', 'T_MODIFIED', 'T_NO_IMAGE', 'T_ONE', 'T_PRODUCER', 'T_RAW_EMPTY', 'T_SHORT', 'T_TITLE'],
      tags: { PDFAUTHOR: undefined, PDFTITLE: 'AB', PDFPRODUCER: 'GPL' },
    },
    'details on one line': {
      message: pdf({ info: [`/Author(first)/Title(${'long '.repeat(70)})/Author(second)/Producer (never ends`] }),
      hits: ['T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
      tags: {
        PDFAUTHOR: 'first',
        PDFTITLE:
          'long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long l',
        PDFPRODUCER: undefined,
      },
    },
    encrypted: {
      message: pdf({ encrypted: true }),
      hits: ['T_ENCRYPTED', 'T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'encrypted, said within a line': {
      message: pdf({ info: ['<< /Encrypt 9 0 R >>'] }),
      hits: ['T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
    },
    'no text': {
      message: pdf({}, 'a.pdf', ''),
      hits: ['T_EMPTY', 'T_FUZZY', 'T_MD5', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
    },
    'two texts': {
      message: mailWithParts('hello', [
        { type: 'text/plain', data: 'more' },
        { type: 'application/pdf', data: pdfFile({ images: [{ width: 9, height: 9 }] }) },
      ]),
      hits: ['T_FUZZY', 'T_IMAGES', 'T_ONE', 'T_SHORT'],
    },
    'HTML without text': {
      message: pdf({}, 'a.pdf', '<p></p>').replace('text/plain', 'text/html'),
      hits: ['T_EMPTY', 'T_FUZZY', 'T_MD5', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
    },
    'two PDFs, one called otherwise': {
      message: mailWithParts('hello there', [
        {
          type: 'application/octet-stream',
          name: 'yourtest.fdf',
          data: pdfFile({ version: '1.7', info: ['/Author (a)'] }),
        },
        { type: 'image/pdf', data: pdfFile({ info: ['/Author (b)', '/Author (a)'] }) },
        { type: 'application/octet-stream', name: 'a.bin', data: pdfFile({}) },
      ]),
      hits: ['T_FUZZY', 'T_NAME_PLAIN', 'T_NO_IMAGE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TWO_UP'],
      tags: {
        PDFCOUNT: '2',
        PDFVERSION: '1.7 1.4',
        PDFAUTHOR: 'a b a',
        PDFNAME: 'yourtest.fdf',
        PDFMD5FUZZY2: '25D4D5A586F23DF86F8525A2EBC79224 E0A8F2442428CF4711909514FE7E73DC',
      },
    },
    'no PDF in a PDF': {
      message: mailWithParts('hello there', [{ type: 'application/pdf', name: 'mytest.pdf', data: 'no pdf' }]),
      hits: ['T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
      tags: { PDFCOUNT: '1', PDFNAME: undefined },
    },
    'a mark that comes late': {
      message: mailWithParts('hello there', [
        { type: 'application/pdf', name: 'a.pdf', data: `\xef\xbb\xbf%PDF-1.2${' '.repeat(1016)}%PDF-1.3\n/Type` },
        { type: 'application/pdf', name: 'b.pdf', data: `%PDF-x${' '.repeat(1020)}%PDF-1.3\n/Type` },
      ]),
      hits: ['T_NO_IMAGE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TWO_UP'],
      tags: { PDFVERSION: '1.3', PDFNAME: 'a.pdf' },
    },
    'not base64': {
      message: mailWithParts('hello', [
        {
          type: 'application/pdf',
          name: 'yourtest.pdf',
          data: '%PDF-1.1\n/Author (Joe (the author))\n',
          encoding: '8bit',
        },
      ]),
      hits: ['T_AUTHOR', 'T_NAME_MATCHES', 'T_NAME_PLAIN', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
      tags: { PDFAUTHOR: 'Joe (the author' },
    },
    link: {
      message: pdf({ links: ['(http://pdf.example.com/a)', '<687474703A2F2F7064662E6578616D706C652E636F6D2F62>'] }),
      hits: ['T_LINK', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'link with escapes': {
      message: pdf({ links: ['(http://x.example.com/\\(x\\))'] }),
      hits: ['T_ESCAPED', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'link at the start of a line': {
      message: pdf({ page: '  /URI (http://pdf.example.com/c)' }),
      hits: ['T_LINK', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
    },
    'bare link': {
      message: pdf({ page: '<</A/B(https://pdf.example.com/d)>>' }),
      hits: ['T_LINK', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT', 'T_TAGS'],
    },
    'a link without host stops the line': {
      message: pdf({ info: ['/URI (nowhere) /Title (AB)', '/Author (Joe (the'] }),
      hits: ['T_FUZZY', 'T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
    'many links': {
      message: pdf({
        links: [...Array.from({ length: 20 }, (_, i) => `(http://l${i}.example.net/)`), '(http://pdf.example.com/)'],
      }),
      hits: ['T_NO_IMAGE', 'T_ONE', 'T_RAW_EMPTY', 'T_SHORT'],
    },
  },
})

test.each([
  ['/S /URI /URI (http://a.example/)', { uri: 'http://a.example/' }],
  ['/S/URI/URI(http://a.example/\\))', { uri: 'http://a.example/)' }],
  ['/S   /URI /URI (http://a.example/)', 'none'],
  ['x /URI (http://a.example/)', 'none'],
  ['/URI (http://a.example/', 'none'],
  ['/URI (nothing)', 'broken'],
  ['/URI <2E61>', 'broken'],
  ['(https://short)>>', 'none'],
  ['(https://a.example/)>> /S /URI /URI (http://b.example/)', { uri: 'https://a.example/' }],
])('link in %s', (line, link) => {
  expect(pdfUri(line)).toEqual(link)
})

test('time grows no faster than a PDF', () => {
  const lines = [
    '/Author(',
    '/Author<',
    '/S /URI /URI (',
    '/S /URI /URI <',
    '(https://',
    '/Title(\\)',
    '/Width 1/Image',
    ' ',
    '%PDF-',
  ]
  const started = cpuMs()
  for (const line of lines) readPdf(`%PDF-1.4\n${line.repeat(2_000_000 / line.length)}`)
  expect(cpuMs() - started).toBeLessThan(3000)
})
