// The wording of Apple's, Google's and Microsoft's own buttons where there is a common one. Each language
// costs what it weighs, in the pages that import it.

import { english, type Language } from './language.js'

/** The Arabic wording of the elements (`ar`). */
export const arabic: Language = {
  tags: ['ar'],
  with: {
    'sign-in': 'تسجيل الدخول باستخدام {name}',
    continue: 'المتابعة باستخدام {name}',
    'sign-up': 'إنشاء حساب باستخدام {name}',
  },
  bare: { 'sign-in': 'تسجيل الدخول', continue: 'متابعة', 'sign-up': 'إنشاء حساب' },
  busy: 'لحظة من فضلك…',
  failed: 'تعذّر ذلك. حاول مرة أخرى.',
  account: 'حساب {name}',
  signOut: 'تسجيل الخروج',
}

/** The Simplified Chinese wording of the elements (`zh-Hans`, `zh`, `zh-CN`, `zh-SG`). */
export const simplifiedChinese: Language = {
  tags: ['zh-Hans', 'zh', 'zh-CN', 'zh-SG'],
  with: { 'sign-in': '使用 {name} 登录', continue: '使用 {name} 继续', 'sign-up': '使用 {name} 注册' },
  bare: { 'sign-in': '登录', continue: '继续', 'sign-up': '注册' },
  busy: '请稍候…',
  failed: '操作失败，请重试。',
  account: '{name} 的账号',
  signOut: '退出登录',
}

/** The Traditional Chinese wording of the elements (`zh-Hant`, `zh-TW`, `zh-HK`, `zh-MO`). */
export const traditionalChinese: Language = {
  tags: ['zh-Hant', 'zh-TW', 'zh-HK', 'zh-MO'],
  with: { 'sign-in': '使用 {name} 登入', continue: '使用 {name} 繼續', 'sign-up': '使用 {name} 註冊' },
  bare: { 'sign-in': '登入', continue: '繼續', 'sign-up': '註冊' },
  busy: '請稍候…',
  failed: '操作失敗，請再試一次。',
  account: '{name} 的帳號',
  signOut: '登出',
}

/** The Czech wording of the elements (`cs`). */
export const czech: Language = {
  tags: ['cs'],
  with: {
    'sign-in': 'Přihlásit se přes {name}',
    continue: 'Pokračovat přes {name}',
    'sign-up': 'Zaregistrovat se přes {name}',
  },
  bare: { 'sign-in': 'Přihlásit se', continue: 'Pokračovat', 'sign-up': 'Zaregistrovat se' },
  busy: 'Okamžik…',
  failed: 'Nepodařilo se. Zkuste to znovu.',
  account: 'Účet: {name}',
  signOut: 'Odhlásit se',
}

/** The Dutch wording of the elements (`nl`). */
export const dutch: Language = {
  tags: ['nl'],
  with: {
    'sign-in': 'Inloggen met {name}',
    continue: 'Doorgaan met {name}',
    'sign-up': 'Registreren met {name}',
  },
  bare: { 'sign-in': 'Inloggen', continue: 'Doorgaan', 'sign-up': 'Registreren' },
  busy: 'Een moment…',
  failed: 'Mislukt. Probeer opnieuw.',
  account: 'Account van {name}',
  signOut: 'Uitloggen',
}

/** The French wording of the elements (`fr`). */
export const french: Language = {
  tags: ['fr'],
  with: {
    'sign-in': 'Se connecter avec {name}',
    continue: 'Continuer avec {name}',
    'sign-up': 'S’inscrire avec {name}',
  },
  bare: { 'sign-in': 'Se connecter', continue: 'Continuer', 'sign-up': 'S’inscrire' },
  busy: 'Un instant…',
  failed: 'Cela n’a pas marché. Réessayez.',
  account: 'Compte de {name}',
  signOut: 'Se déconnecter',
}

/** The German wording of the elements (`de`). */
export const german: Language = {
  tags: ['de'],
  with: {
    'sign-in': 'Mit {name} anmelden',
    continue: 'Weiter mit {name}',
    'sign-up': 'Mit {name} registrieren',
  },
  bare: { 'sign-in': 'Anmelden', continue: 'Weiter', 'sign-up': 'Registrieren' },
  busy: 'Einen Moment…',
  failed: 'Das ging nicht. Bitte noch einmal.',
  account: 'Konto von {name}',
  signOut: 'Abmelden',
}

/** The Hebrew wording of the elements (`he`, `iw`). */
export const hebrew: Language = {
  tags: ['he', 'iw'],
  with: {
    'sign-in': 'כניסה באמצעות {name}',
    continue: 'המשך באמצעות {name}',
    'sign-up': 'הרשמה באמצעות {name}',
  },
  bare: { 'sign-in': 'כניסה', continue: 'המשך', 'sign-up': 'הרשמה' },
  busy: 'רק רגע…',
  failed: 'זה לא הצליח. יש לנסות שוב.',
  account: 'החשבון של {name}',
  signOut: 'יציאה',
}

/** The Hindi wording of the elements (`hi`). */
export const hindi: Language = {
  tags: ['hi'],
  with: {
    'sign-in': '{name} से साइन इन करें',
    continue: '{name} से जारी रखें',
    'sign-up': '{name} से साइन अप करें',
  },
  bare: { 'sign-in': 'साइन इन करें', continue: 'जारी रखें', 'sign-up': 'साइन अप करें' },
  busy: 'एक क्षण…',
  failed: 'यह नहीं हो पाया। फिर से कोशिश करें।',
  account: '{name} का खाता',
  signOut: 'साइन आउट करें',
}

/** The Italian wording of the elements (`it`). */
export const italian: Language = {
  tags: ['it'],
  with: {
    'sign-in': 'Accedi con {name}',
    continue: 'Continua con {name}',
    'sign-up': 'Registrati con {name}',
  },
  bare: { 'sign-in': 'Accedi', continue: 'Continua', 'sign-up': 'Registrati' },
  busy: 'Un momento…',
  failed: 'Non riuscito. Riprova.',
  account: 'Account di {name}',
  signOut: 'Esci',
}

/** The Japanese wording of the elements (`ja`). */
export const japanese: Language = {
  tags: ['ja'],
  with: { 'sign-in': '{name} でサインイン', continue: '{name} で続ける', 'sign-up': '{name} で登録' },
  bare: { 'sign-in': 'サインイン', continue: '続ける', 'sign-up': '登録' },
  busy: 'お待ちください…',
  failed: '失敗しました。再度お試しください。',
  account: '{name} のアカウント',
  signOut: 'サインアウト',
}

/** The Korean wording of the elements (`ko`). */
export const korean: Language = {
  tags: ['ko'],
  // With "계정으로" no particle depends on how the name ends.
  with: {
    'sign-in': '{name} 계정으로 로그인',
    continue: '{name} 계정으로 계속',
    'sign-up': '{name} 계정으로 가입',
  },
  bare: { 'sign-in': '로그인', continue: '계속', 'sign-up': '가입' },
  busy: '잠시만 기다려 주세요…',
  failed: '실패했습니다. 다시 시도하세요.',
  account: '{name} 계정',
  signOut: '로그아웃',
}

/** The Polish wording of the elements (`pl`). */
export const polish: Language = {
  tags: ['pl'],
  with: {
    'sign-in': 'Zaloguj się przez {name}',
    continue: 'Kontynuuj przez {name}',
    'sign-up': 'Zarejestruj się przez {name}',
  },
  bare: { 'sign-in': 'Zaloguj się', continue: 'Kontynuuj', 'sign-up': 'Zarejestruj się' },
  busy: 'Chwileczkę…',
  failed: 'Nie udało się. Spróbuj ponownie.',
  account: 'Konto: {name}',
  signOut: 'Wyloguj się',
}

/** The Portuguese wording of the elements (`pt`). */
export const portuguese: Language = {
  tags: ['pt'],
  with: {
    'sign-in': 'Entrar com {name}',
    continue: 'Continuar com {name}',
    'sign-up': 'Criar conta com {name}',
  },
  bare: { 'sign-in': 'Entrar', continue: 'Continuar', 'sign-up': 'Criar conta' },
  busy: 'Um momento…',
  failed: 'Não deu certo. Tente de novo.',
  account: 'Conta de {name}',
  signOut: 'Sair',
}

/** The Russian wording of the elements (`ru`). */
export const russian: Language = {
  tags: ['ru'],
  with: {
    'sign-in': 'Войти через {name}',
    continue: 'Продолжить через {name}',
    'sign-up': 'Зарегистрироваться через {name}',
  },
  bare: { 'sign-in': 'Войти', continue: 'Продолжить', 'sign-up': 'Зарегистрироваться' },
  busy: 'Одну минуту…',
  failed: 'Не вышло. Попробуйте ещё.',
  account: 'Аккаунт: {name}',
  signOut: 'Выйти',
}

/** The Spanish wording of the elements (`es`). */
export const spanish: Language = {
  tags: ['es'],
  with: {
    'sign-in': 'Iniciar sesión con {name}',
    continue: 'Continuar con {name}',
    'sign-up': 'Registrarse con {name}',
  },
  bare: { 'sign-in': 'Iniciar sesión', continue: 'Continuar', 'sign-up': 'Registrarse' },
  busy: 'Un momento…',
  failed: 'No ha funcionado. Reinténtalo.',
  account: 'Cuenta de {name}',
  signOut: 'Cerrar sesión',
}

/** The Swedish wording of the elements (`sv`). */
export const swedish: Language = {
  tags: ['sv'],
  with: {
    'sign-in': 'Logga in med {name}',
    continue: 'Fortsätt med {name}',
    'sign-up': 'Registrera dig med {name}',
  },
  bare: { 'sign-in': 'Logga in', continue: 'Fortsätt', 'sign-up': 'Registrera dig' },
  busy: 'Ett ögonblick…',
  failed: 'Det gick inte. Försök igen.',
  account: 'Konto för {name}',
  signOut: 'Logga ut',
}

/** The Turkish wording of the elements (`tr`). */
export const turkish: Language = {
  tags: ['tr'],
  with: {
    'sign-in': '{name} ile oturum aç',
    continue: '{name} ile devam et',
    'sign-up': '{name} ile kaydol',
  },
  bare: { 'sign-in': 'Oturum aç', continue: 'Devam et', 'sign-up': 'Kaydol' },
  busy: 'Bir dakika…',
  failed: 'Olmadı. Yeniden deneyin.',
  account: 'Hesap: {name}',
  signOut: 'Oturumu kapat',
}

/** The Ukrainian wording of the elements (`uk`). */
export const ukrainian: Language = {
  tags: ['uk'],
  with: {
    'sign-in': 'Увійти через {name}',
    continue: 'Продовжити через {name}',
    'sign-up': 'Зареєструватися через {name}',
  },
  bare: { 'sign-in': 'Увійти', continue: 'Продовжити', 'sign-up': 'Зареєструватися' },
  busy: 'Хвилинку…',
  failed: 'Не вдалося. Спробуйте ще.',
  account: 'Обліковий запис: {name}',
  signOut: 'Вийти',
}

/** Every language there is wording for, English included. */
export const allLanguages: readonly Language[] = [
  english,
  arabic,
  simplifiedChinese,
  traditionalChinese,
  czech,
  dutch,
  french,
  german,
  hebrew,
  hindi,
  italian,
  japanese,
  korean,
  polish,
  portuguese,
  russian,
  spanish,
  swedish,
  turkish,
  ukrainian,
]
