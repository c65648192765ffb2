import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { imageSize } from './images/image-size.ts'

const base64 = (data: string) => Buffer.from(data, 'latin1').toString('base64')
const GIF = (width: number, height: number) => `GIF89a${word(width)}${word(height)}\x80\0\0more`
const word = (n: number) => String.fromCharCode(n & 255, n >> 8)
const big = (n: number) => String.fromCharCode(n >> 8, n & 255)
const PNG = (width: number, height: number) =>
  `\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0${big(width)}\0\0${big(height)}\x08\x02\0\0\0crc!\0\0\0\0IENDcrc!`
const JPEG = (width: number, height: number) =>
  `\xff\xd8\xff\xe0\0\x06JFIF\xff\xc0\0\x11\x08${big(height)}${big(width)}\x03aaaaaaaaa\xff\xd9`

const mail = (...images: readonly (readonly [type: string, data: string, name?: string])[]) =>
  `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="xx"\n\n--xx\nContent-Type: text/plain\n\nhello there\n${images
    .map(
      ([type, data, name = 'a.bin']) =>
        `--xx\nContent-Type: ${type}; name="${name}"\nContent-Transfer-Encoding: base64\n\n${base64(data)}\n`,
    )
    .join('')}--xx--\n`

testPluginCases('ImageInfo', {
  plugins: ['ImageInfo'],
  cf: `
body T_ONE eval:image_count('all',1,1)
body T_TWO_GIFS eval:image_count('gif','2')
body T_NO_PNG eval:image_count('png','0','0')
body T_UNKNOWN_TYPE eval:image_count('tiff','0')
body T_AREA eval:pixel_coverage('all',1000,20000)
body T_EXACT eval:image_size_exact('gif','100','120')
body T_RANGE eval:image_size_range('all', 50, 50, 110, 130)
body T_RANGE_OPEN eval:image_size_range('jpeg', 200, 200)
body T_NAMED eval:image_named('photo.gif')
body T_NAME_MATCHES eval:image_name_regex('^ph.*\\.gif$')
body T_NAME_SLASHES eval:image_name_regex('/^ph/')
body T_RATIO eval:image_to_text_ratio('all', '0.000', '0.015')
`,
  cases: {
    'no image': { message: 'Subject: x\n\nhello\n', hits: ['T_NO_PNG'] },
    gif: {
      message: mail(['image/gif', GIF(120, 100), 'photo.gif']),
      hits: ['T_AREA', 'T_EXACT', 'T_NAMED', 'T_NAME_MATCHES', 'T_NO_PNG', 'T_ONE', 'T_RANGE', 'T_RATIO'],
    },
    'two gifs': {
      message: mail(['image/gif', GIF(120, 100)], ['image/gif', GIF(10, 10)]),
      hits: ['T_AREA', 'T_EXACT', 'T_NO_PNG', 'T_RANGE', 'T_RATIO', 'T_TWO_GIFS'],
    },
    png: { message: mail(['image/png', PNG(60, 60)]), hits: ['T_AREA', 'T_ONE', 'T_RANGE', 'T_RATIO'] },
    jpeg: { message: mail(['image/jpeg', JPEG(300, 400)]), hits: ['T_NO_PNG', 'T_ONE', 'T_RANGE_OPEN', 'T_RATIO'] },
    jpg: { message: mail(['image/jpg', JPEG(60, 70)]), hits: ['T_AREA', 'T_NO_PNG', 'T_ONE', 'T_RANGE', 'T_RATIO'] },
    'no gif in a gif': { message: mail(['image/gif', 'no gif', 'photo.gif']), hits: ['T_NO_PNG', 'T_ONE'] },
    'not base64': {
      message: mail(['image/gif', GIF(120, 100), 'photo.gif']).replace('base64', '8bit'),
      hits: ['T_NO_PNG'],
    },
  },
})

test.each([
  ['gif', GIF(258, 3), { width: 258, height: 3 }],
  ['gif', GIF(0, 3), undefined],
  ['gif', 'GIF', undefined],
  ['png', PNG(70, 90), { width: 70, height: 90 }],
  ['png', '\x89PNG\r\n\x1a\n\0\0', undefined],
  ['jpeg', JPEG(70, 90), { width: 70, height: 90 }],
  ['jpeg', JPEG(70, 90).slice(0, 18), undefined],
  ['jpeg', '\xff\xd8\xff\xda\0\x04aa', undefined],
  ['jpeg', '\xff\xd8', undefined],
])('size of a %s', (type, data, size) => {
  expect(imageSize(type, data)).toEqual(size)
})
