import { testPluginCases } from '../../test/support/plugin-cases.ts'

const part = (type: string, body: string, encoding = '7bit') =>
  `Subject: x\nMIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n`

testPluginCases('AntiVirus', {
  plugins: ['AntiVirus'],
  cf: `
body T_EXECUTABLE eval:check_microsoft_executable()
body T_SUSPECT eval:check_suspect_name()
`,
  cases: {
    text: { message: part('text/plain; name="a.txt"', 'hello'), hits: [] },
    program: { message: part('application/x-msdownload; name="A.EXE"', 'x'), hits: ['T_EXECUTABLE'] },
    'program by its beginning': {
      message: part('application/x-foo', 'TVqQAAMAAAAEAAAA//8AALgAAAA', 'base64'),
      hits: ['T_EXECUTABLE'],
    },
    'uuencoded program': { message: part('text/plain', 'begin 644 x\nM35J0  ,`  `$    __\\`\n'), hits: [] },
    'uuencoded program of the known form': {
      message: part('text/plain', 'begin 644 x\nM35JQ`12`abc````x\n'),
      hits: ['T_EXECUTABLE'],
    },
    'text that is no picture': { message: part('text/plain; name="a.jpg"', 'hello'), hits: ['T_SUSPECT'] },
    'a script that is no text': {
      message: part('image/png; name="x.vbs"', 'hello'),
      hits: ['T_EXECUTABLE', 'T_SUSPECT'],
    },
    'a table by its vendor': { message: part('application/vnd.ms-excel; name="x.xls"', 'hello'), hits: [] },
    'a table by another': { message: part('application/x-foo; name="x.xls"', 'hello'), hits: ['T_SUSPECT'] },
    'a stream of bytes': { message: part('application/octet-stream; name="x.jpg"', 'hello'), hits: [] },
  },
})
