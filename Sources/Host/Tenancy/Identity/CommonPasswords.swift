/// Passwords that are tried first: common words with the endings that people add, and rows of keys.
enum CommonPasswords {
    /// Whether the password is common, whatever its case, look-alike digits (`p4ssw0rd`) and usual ending (`…123`, `…!`, `…2024`).
    static func contains(_ password: String) -> Bool {
        let lowered = password.lowercased()
        if exact.contains(lowered) { return true }
        let core = String(lowered.reversed().drop { $0.isNumber || $0.isPunctuation || $0.isSymbol }.reversed())
        // A long ending carries entropy of its own.
        guard lowered.count - core.count <= 6 else { return false }
        return words.contains(core) || words.contains(plain(lowered)) || words.contains(plain(core))
    }

    private static func plain(_ text: String) -> String {
        let letters: [Character: Character] = ["0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"]
        return String(text.map { letters[$0] ?? $0 })
    }

    private static let exact: Set<String> = Set(
        """
        12345678 123456789 1234567890 0123456789 87654321 987654321 0987654321 11111111 00000000 88888888 12341234 123123123 11223344 12121212
        1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 qwertyuiop qwerty12 asdfghjkl zxcvbnm123 zxcvbnm1 qwertyui asdfasdf
        qazwsxedc qweasdzxc qwer1234 asdf1234 zxcv1234 abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 a1234567 a12345678 123456aa
        123qweasd qwe123qwe 147258369 741852963 159753456 13579246 24681357 31415926 27182818 10203040 19871987 20002000 20202020 69696969
        1password 1234qwer 4321rewq passw0rd p@ssw0rd p@ssword pa55word pa$$word trustno1 iloveyou letmein1 welcome1 changeme default1 administrator
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let words: Set<String> = Set(
        """
        password passwort passwords motdepasse contrasena parola senha mypassword thepassword newpassword oldpassword secretpassword
        qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx abc abcd abcdef abcdefg test testing tester testtest
        admin administrator root rootroot toor superuser system operator user username guest login logmein letmein openup access
        welcome welcomeback hello hellohello goodbye changeme changeit default temp temporary secret topsecret private security secure
        iloveyou loveyou iloveu lovely lover love mylove babygirl princess angel sweetheart darling honey sunshine flower butterfly
        dragon monkey tiger lion eagle falcon wolf panther phoenix unicorn dolphin kitten puppy charlie buster bailey ginger shadow
        football baseball basketball hockey soccer tennis golf cricket liverpool chelsea arsenal barcelona realmadrid juventus yankees
        superman batman spiderman ironman starwars skywalker pokemon pikachu naruto matrix gandalf hogwarts minecraft fortnite
        master mastermind killer hunter ranger soldier warrior knight wizard ninja pirate samurai freedom liberty whatever nothing
        michael michelle jennifer jessica jordan daniel thomas andrew robert william richard charles joseph matthew anthony nicholas
        ashley amanda samantha elizabeth victoria alexander alexandra maria marina natasha hannah sophie oliver
        summer winter spring autumn january february march april august september october november december monday friday sunday
        computer internet laptop google facebook youtube instagram twitter samsung microsoft windows linux apple android
        bitcoin bitcoins satoshi nakamoto blockchain ethereum crypto cryptocurrency wallet mining miner miners bitmain antminer whatsminer
        hashrate hashinsight hodl tothemoon lambo megawatt hosting datacenter
        money dollar business company manager office finance rich million millionaire success lucky winner
        mustang ferrari porsche mercedes corvette harley yamaha honda toyota
        chocolate cookie coffee banana orange cheese pepper peanut pumpkin cherry strawberry
        london paris berlin madrid newyork america canada mexico brazil china beijing shanghai moscow russia
        blink metallica slipknot nirvana beatles rockstar music guitar purple yellow silver golden diamond crystal
        jesus christ blessed heaven faith grace godisgood amen
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
