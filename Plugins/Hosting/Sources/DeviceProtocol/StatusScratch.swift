/// The status part of a reply while its fields arrive.
struct StatusScratch {
    var letter: UInt8 = 0
    var code: Int?
    var message = ""
    var errorCode: Int?
    var errorMessage = ""

    /// Ends one status; an error or fatal one is kept.
    mutating func commit() {
        if letter == UInt8(ascii: "E") || letter == UInt8(ascii: "F"), errorCode == nil {
            errorCode = code ?? 0
            errorMessage = message
        }
        letter = 0
        code = nil
        message = ""
    }
}
