/** The commonest passwords of at least eight characters, in lower case, from lists that were published after break-ins. */

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `12345678 123456789 1234567890 12345678910 123456789a a123456789 0123456789 0987654321 9876543210 87654321 987654321
  11223344 1122334455 112233445566 12341234 123123123 123454321 12344321 123321123 147258369 147852369 159357456 741852963
  789456123 963852741 135792468 246813579 123654789 456789123 102030405 1020304050 10203040 01234567 31415926 314159265
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 zaq1xsw2 qazwsxedc qazwsx123 q1w2e3r4
  q1w2e3r4t5 q1w2e3r4t5y6 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 123qweasd 123qweasdzxc
  qweasdzxc qwer1234 1234qwer asdf1234 asdfasdf asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 zxcvbnm, azertyui azertyuiop qwertz123
  qwertzui abcd1234 abc12345 abc123456 abcdefgh abcdefghi abcdefg1 a1234567 a12345678 aa123456 aa12345678 aaa111222 1a2b3c4d
  a1b2c3d4 a1b2c3d4e5 password password1 password2 password3 password12 password123 password1234 password12345 password!
  password1! password123! passw0rd p@ssword p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@$$w0rd pa55word pa$$word pass1234 pass12345
  passwort passwort1 passwort123 motdepasse contraseña contrasena senha123 senha1234 wachtwoord hasloo123 parola123 iloveyou
  iloveyou1 iloveyou2 iloveyou! iloveu12 loveyou1 lovelove loveme123 sunshine sunshine1 princess princess1 princesa football
  football1 fußball1 baseball baseball1 basketball soccer12 softball hockey12 superman superman1 batman123 spiderman
  spiderman1 pokemon1 pokemon123 naruto123 starwars starwars1 minecraft minecraft1 fortnite fortnite1 charlie1 michelle
  michelle1 jennifer jennifer1 jessica1 stephanie samantha samantha1 danielle danielle1 victoria victoria1 alexander
  alexandra alejandro alejandra benjamin benjamin1 nicholas christian christopher jonathan jonathan1 anthony1 michael1
  matthew1 jordan23 maverick mercedes mercedes1 porsche911 corvette mustang1 ferrari1 chevrolet computer computer1 internet
  internet1 microsoft samsung1 samsung123 facebook facebook1 whatever whatever1 trustno1 letmein1 letmein123 welcome1
  welcome12 welcome123 welcome1! welcome@123 dragon123 monkey123 shadow123 master123 killer123 hunter123 qwerty!@ changeme
  changeme1 changeme123 changeit default1 secret123 supersecret topsecret administrator admin123 admin1234 admin12345
  admin@123 administrator1 root1234 root12345 toor1234 test1234 test12345 testtest testing1 testing123 guest123 guest1234
  user1234 login123 login1234 temp1234 demo1234 hello123 hello1234 hellohello helloworld hello12345 freedom1 liverpool
  liverpool1 chelsea1 arsenal1 barcelona barcelona1 realmadrid manchester juventus rangers1 yankees1 steelers cowboys1
  elephant butterfly butterfly1 sunflower sunflower1 chocolate chocolate1 strawberry cookie123 banana123 cheese123 pumpkin1
  snowball rainbow1 diamond1 midnight midnight1 november december february september october1 summer12 summer123 summer2020
  summer2021 summer2022 summer2023 summer2024 summer2025 winter123 winter2020 winter2021 winter2022 winter2023 winter2024
  spring2024 spring2025 autumn2024 jesus123 jesuschrist blessed1 godisgood familyguy forever1 forever21 babygirl babygirl1
  babyboy1 sweetheart bestfriend friends1 friendship nothing1 asshole1 fuckyou1 fuckyou2 fuckyou! fuckoff1 bullshit
  metallica nirvana1 slipknot eminem123 blink182 marlboro cocacola coca-cola matrix123 phoenix1 thunder1 scorpion
  gateway1 access14 google123 gmail123 hotmail1 yahoo123 linkedin linkedin1 twitter1 instagram tiktok123 youtube1 dropbox1
  abcabc123 xxxxxxxx zzzzzzzz qqqqqqqq wwwwwwww 00000000 000000000 11111111 111111111 1111111111 22222222 33333333 44444444
  55555555 555555555 66666666 666666666 77777777 777777777 88888888 888888888 99999999 999999999 12121212 123456ab 123456aa
  123456abc 123456qwe 123456qwerty 1234abcd 123abc123 12345abc 12345qwe 12345qwert 12qwaszx 1234asdf 1234567a 1234567q
  12345678a 12345678q 123456789q 1234567891 1234567899 123456781 12345679 123456798 134679852 1q1q1q1q 1111aaaa 1111qqqq`.split(/\s+/),
);
