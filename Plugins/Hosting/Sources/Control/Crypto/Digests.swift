internal import Crypto

/// The hashes that devices ask for.
enum Digests {
    /// 32 bytes.
    static func sha256(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// MD5 as 32 small hexadecimal digits, as HTTP's digest authentication writes it.
    static func md5Hexadecimal(_ text: String) -> String { hexadecimal(Insecure.MD5.hash(data: Array(text.utf8))) }

    /// Small hexadecimal digits, two a byte.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
