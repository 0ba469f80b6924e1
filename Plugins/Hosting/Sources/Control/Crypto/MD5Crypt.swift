internal import Crypto

/// The password hash `$1$` of Poul-Henning Kamp, which btminer uses to make keys of passwords.
enum MD5Crypt {
    private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let rounds = 1_000
    private static let longestSalt = 8

    /// What stands behind the last dollar sign of `$1$salt$…`: 22 characters. A salt counts up to its eighth byte.
    static func hash(_ password: String, salt: String) -> String {
        let password = Array(password.utf8)
        let salt = Array(salt.utf8.prefix(longestSalt))
        let alternate = digest(password + salt + password)
        var begin = password + Array("$1$".utf8) + salt
        for offset in stride(from: 0, to: password.count, by: alternate.count) {
            begin += alternate.prefix(password.count - offset)
        }
        var length = password.count
        while length > 0 {
            begin.append(length & 1 == 1 ? 0 : password[0])
            length >>= 1
        }
        var sum = digest(begin)
        for round in 0..<rounds {
            var input = round & 1 == 1 ? password : sum
            if round % 3 != 0 { input += salt }
            if round % 7 != 0 { input += password }
            input += round & 1 == 1 ? sum : password
            sum = digest(input)
        }
        return text(sum)
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.MD5.hash(data: bytes)) }

    private static func text(_ sum: [UInt8]) -> String {
        var text: [UInt8] = []
        for (high, middle, low) in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
            append(UInt32(sum[high]) << 16 | UInt32(sum[middle]) << 8 | UInt32(sum[low]), characters: 4, to: &text)
        }
        append(UInt32(sum[11]), characters: 2, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ value: UInt32, characters: Int, to text: inout [UInt8]) {
        var value = value
        for _ in 0..<characters {
            text.append(alphabet[Int(value & 63)])
            value >>= 6
        }
    }
}
