/// What a firmware knows besides its device's state when an order comes.
struct OrderSurroundings: Sendable {
    let moment: Moment
    let options: MinerSimulatorOptions
    /// The device's own.
    let seed: UInt64
    /// As the firmware calls itself in its replies.
    let software: String

    /// Letters and digits that nobody can foretell.
    func token(_ length: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }

    /// `{"STATUS":[{"STATUS":"S","When":…,"Code":119,"Msg":"…","Description":"…"}],"id":1}`
    func status(_ letter: String, _ code: Int, _ message: String, more: String = "") -> [UInt8] {
        let text =
            #"{"STATUS":[{"STATUS":"\#(letter)","When":\#(moment.unixSeconds),"Code":\#(code),"Msg":"\#(JSONText.escaped(message))","Description":"\#(software)"}]\#(more),"id":1}"#
        return Array(text.utf8)
    }
}
