/// A currency by its code of three letters (ISO 4217).
struct Currency: Hashable, Sendable {
    let code: String

    /// Nil unless the code is three letters of A to Z.
    init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else { return nil }
        self.code = code
    }
}
