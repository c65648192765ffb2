// Sentences that mail of all kinds is made of, and the charsets that each language comes in. All of it was written for this.

/** Text of one language, and how mail in it is encoded. */
export interface Language {
  readonly name: string
  readonly charsets: readonly string[]
  readonly sentences: readonly string[]
}

/** What every language may also be sent in. */
export const UNICODE_CHARSETS = ['utf-8', 'UTF-8', 'utf-8', 'utf8', 'utf-16', 'utf-16le', 'utf-16be', 'utf-7'] as const

export const LANGUAGES: readonly Language[] = [
  {
    name: 'en',
    charsets: [
      'us-ascii',
      'iso-8859-1',
      'windows-1252',
      'utf-8',
      'utf-8',
      'ISO-8859-15',
      'cp1252',
      'ascii',
      'ansi_x3.4-1968',
    ],
    sentences: [
      'The minutes of the last meeting are attached, please send corrections before Friday.',
      'Your order has been shipped and will be at your door in three days.',
      'Dear friend, I am the widow of a late minister and need your assistance to transfer $25,000,000.00 (twenty-five million dollars).',
      'Click here to unsubscribe from this list, or reply with REMOVE in the subject line.',
      'Buy V1agra and C1al!s online, no prescription needed, 80% off!!!',
      'I recorded you through your webcam; send 0.5 bitcoin to my wallet within 48 hours.',
      'Congratulations! You have been selected as a winner of our international lottery.',
      'Please verify your account within 24 hours, otherwise your mailbox will be suspended.',
      'He said “it’s fine” — and left… 50 € poorer.',
      'We offer loans at 3% interest rate, no credit check, apply today and get your cash fast.',
      'To be removed from future mailings, send an email to the address below.',
      'This is not spam: it is sent in compliance with the law, you signed up on our partner web site.',
      'Work from home and make $5000 a week, 100% guaranteed, risk free.',
      'The function returns -1 when read() fails, see the patch below and tell me what you think.',
      'As seen on national TV: lose weight while you sleep with our all natural herbal formula!',
      'Your password expires today. Log in to keep the same password.',
    ],
  },
  {
    name: 'de',
    charsets: ['iso-8859-1', 'windows-1252', 'iso-8859-15', 'utf-8'],
    sentences: [
      'Sehr geehrte Damen und Herren, anbei die Rechnung für März über 49,90 €.',
      'Größere Mengen liefern wir auf Wunsch „frei Haus“ – fragen Sie einfach nach.',
      'Vielen Dank für Ihre Bestellung, schöne Grüße aus Köln!',
    ],
  },
  {
    name: 'fr',
    charsets: ['iso-8859-1', 'windows-1252', 'iso-8859-15', 'utf-8', 'macintosh'],
    sentences: [
      'Bonjour, voici le compte rendu de la réunion d’hier soir à Orléans.',
      'Nos meilleures offres d’été : jusqu’à −50 % sur l’œuvre complète !',
      'Où êtes-vous allés cet été ? Ça nous intéresse beaucoup.',
    ],
  },
  {
    name: 'es',
    charsets: ['iso-8859-1', 'utf-8', 'windows-1252'],
    sentences: [
      '¿Cómo está usted? Mañana le enviaré la documentación del año pasado.',
      '¡Gane dinero desde casa sin riesgo! Inscríbase aquí para recibir más información.',
    ],
  },
  {
    name: 'pl',
    charsets: ['iso-8859-2', 'windows-1250', 'utf-8'],
    sentences: ['Zażółć gęślą jaźń, a potem zadzwoń do mnie jeszcze dziś.', 'Twoje konto zostanie wkrótce zamknięte.'],
  },
  {
    name: 'cs',
    charsets: ['iso-8859-2', 'windows-1250', 'utf-8', 'ibm852'],
    sentences: ['Příliš žluťoučký kůň úpěl ďábelské ódy.', 'Děkujeme za váš zájem, ozveme se během týdne.'],
  },
  {
    name: 'lt',
    charsets: ['windows-1257', 'iso-8859-13', 'iso-8859-4', 'utf-8'],
    sentences: ['Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą.'],
  },
  {
    name: 'tr',
    charsets: ['iso-8859-9', 'windows-1254', 'utf-8'],
    sentences: [
      'Pijamalı hasta yağız şoföre çabucak güvendi.',
      'Siparişiniz için teşekkür ederiz, İstanbul’dan sevgiler.',
    ],
  },
  {
    name: 'ru',
    charsets: ['koi8-r', 'KOI8-R', 'windows-1251', 'cp1251', 'iso-8859-5', 'utf-8', 'ibm866', 'x-mac-cyrillic'],
    sentences: [
      'Здравствуйте! Высылаю вам прайс-лист на компьютеры и комплектующие.',
      'Съешь же ещё этих мягких французских булок, да выпей чаю.',
      'Семинар для руководителей: как оптимизировать налоги, телефон (495) 123-45-67.',
    ],
  },
  {
    name: 'uk',
    charsets: ['koi8-u', 'windows-1251', 'utf-8'],
    sentences: ['Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів!'],
  },
  {
    name: 'el',
    charsets: ['iso-8859-7', 'windows-1253', 'utf-8'],
    sentences: ['Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.', 'Σας ευχαριστούμε για την παραγγελία σας.'],
  },
  {
    name: 'he',
    charsets: ['iso-8859-8', 'windows-1255', 'utf-8', 'iso-8859-8-i'],
    sentences: ['דג סקרן שט בים מאוכזב ולפתע מצא חברה.', 'שלום רב, מצורפת החשבונית.'],
  },
  {
    name: 'ar',
    charsets: ['windows-1256', 'iso-8859-6', 'utf-8'],
    sentences: ['نص حكيم له سر قاطع وذو شأن عظيم.', 'مرحبا بكم في موقعنا الجديد'],
  },
  {
    name: 'th',
    charsets: ['tis-620', 'windows-874', 'utf-8', 'iso-8859-11'],
    sentences: ['เป็นมนุษย์สุดประเสริฐเลิศคุณค่า', 'ขอบคุณสำหรับการสั่งซื้อ'],
  },
  {
    name: 'vi',
    charsets: ['windows-1258', 'utf-8'],
    sentences: ['Do bạch kim rất quý nên sẽ dùng để lắp vô xương.'],
  },
  {
    name: 'ja',
    charsets: ['iso-2022-jp', 'ISO-2022-JP', 'shift_jis', 'Shift_JIS', 'euc-jp', 'utf-8', 'cp932', 'x-sjis'],
    sentences: [
      'いつもお世話になっております。資料を添付いたします。',
      '未承諾広告※ 簡単に稼げる在宅ワーク！　今すぐ登録。',
      'ｶﾀｶﾅ半角とカタカナ全角、①②③。',
      'お問い合わせはwww.example.co.jpまで、メールはinfo@example.jpへ。',
    ],
  },
  {
    name: 'zh-cn',
    charsets: ['gb2312', 'GB2312', 'gbk', 'gb18030', 'GB18030', 'utf-8', 'hz-gb-2312'],
    sentences: [
      '您好，随信附上本月的发票，请查收。',
      '代开发票，联系电话：13800000000，张先生。',
      '最新优惠：全场五折，欢迎光临。',
    ],
  },
  {
    name: 'zh-tw',
    charsets: ['big5', 'Big5', 'utf-8', 'big5-hkscs'],
    sentences: ['您好，附上本月份的報價單，請查收。', '限時優惠，全館五折起！功蓋許。'],
  },
  {
    name: 'ko',
    charsets: ['euc-kr', 'ks_c_5601-1987', 'utf-8', 'iso-2022-kr', 'cp949'],
    sentences: ['안녕하세요, 첨부 파일을 확인해 주시기 바랍니다.', '(광고) 최신 휴대폰을 무료로 드립니다. 똠방각하.'],
  },
  {
    name: 'hi',
    charsets: ['utf-8'],
    sentences: ['ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश।'],
  },
  {
    name: 'signs',
    charsets: ['utf-8'],
    sentences: [
      '🎉 Sale 🎉 ends 𝓉𝑜𝓃𝒾𝑔𝒽𝓉 — Ｆｕｌｌ　ｗｉｄｔｈ ✔',
      'Pаypаl ассount (with Cyrillic letters) has been lіmіted.',
      'in\u200bvis\u200bible \u00ad soft\u00adhy\u00adphen \u2060 \ufeff \u00a0 \u2003 \u3000 done',
      'ﬁne ligatures, a̐éö̲ combining, \u202eright to left\u202c, \u{e0041}\u{e007f} tags',
    ],
  },
]
