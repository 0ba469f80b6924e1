/// One reply of a real device, held in the program's constants.
struct CapturedReply: Sendable {
    /// The command it answers, as sent; for a wire quirk its name.
    let command: String
    /// The bytes without a final NUL.
    let text: StaticString
    /// Whether a NUL followed; only told for wire quirks.
    let endsWithNUL: Bool

    init(_ command: String, endsWithNUL: Bool = false, _ text: StaticString) {
        self.command = command
        self.text = text
        self.endsWithNUL = endsWithNUL
    }

    /// The bytes, in the program's constants.
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
