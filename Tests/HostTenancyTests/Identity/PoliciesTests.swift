import Testing

@testable import HostTenancy

@Suite("Sign-in policies")
struct PoliciesTests {
    @Test("the first failures are free, then 1 s doubles up to a quarter of an hour")
    func lockout() {
        let policy = LockoutPolicy()
        #expect((1...16).map { policy.lockSeconds(failures: $0) } == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
        #expect(policy.lockSeconds(failures: .max) == 900)
    }

    @Test("addresses have one form", arguments: [(" North@Demo.TEST\n", "north@demo.test"), ("a.b+c@x-1.example", "a.b+c@x-1.example")])
    func email(_ text: String, _ normal: String) { #expect(EmailAddress.normalise(text) == normal) }

    @Test(
        "what is no address is none",
        arguments: [
            "", "a", "@", "a@", "@b", "a@b@c", "a b@c.test", "a@-b.test", "a@b..test", "a@b_.test", "é@b.test", "a\0@b.test", "<a>@b.test",
            String(repeating: "a", count: 65) + "@b.test",
        ])
    func noEmail(_ text: String) { #expect(EmailAddress.normalise(text) == nil) }

    @Test(
        "common, short and own passwords are refused",
        arguments: [
            "short1!", "password", "Password123!", "P4ssw0rd", "12345678", "qwertyuiop", "bitcoin2026", "aaaaaaaaaa", "north@demo.test",
            "NORTHNORTH",
        ])
    func weak(_ password: String) {
        #expect(throws: IdentityError.self) {
            try PasswordPolicy.check(password, email: password == "NORTHNORTH" ? "northnorth@demo.test" : "north@demo.test")
        }
    }

    @Test(
        "long ones pass without rules of composition",
        arguments: ["correct horse battery staple", "矿机托管系统很安全", String(repeating: "abcd efgh ", count: 10), "zmrqkwpv"])
    func strong(_ password: String) throws { try PasswordPolicy.check(password, email: "north@demo.test") }

    @Test("a password longer than a kilobyte is refused before it is hashed")
    func long() {
        #expect(throws: IdentityError.self) { try PasswordPolicy.check(String(repeating: "abcdefgh", count: 200), email: "a@b.test") }
    }

    @Test("at least three thousand common passwords are known")
    func many() {
        let words = ["password", "dragon", "monkey", "bitcoin", "welcome", "sunshine", "football", "master", "shadow", "michael"]
        let endings = (0..<300).map(String.init)
        #expect(words.flatMap { word in endings.map { word + $0 } }.allSatisfy(CommonPasswords.contains))
    }

    @Test("made passwords pass the policy and differ")
    func made() throws {
        let made = (0..<50).map { _ in SecureRandom.password() }
        #expect(Set(made).count == 50)
        for password in made { try PasswordPolicy.check(password, email: "a@b.test") }
    }

    @Test("roles are ordered")
    func roles() { #expect(Role.allCases.sorted() == [.guest, .user, .admin, .owner]) }
}
