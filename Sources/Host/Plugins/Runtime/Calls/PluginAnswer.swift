import PluginABI

/// What a call of one kind gives back.
protocol PluginAnswer: Sendable {
    /// HI_KIND_… of the answer's message.
    static var kind: UInt16 { get }
    /// Copies the answer out of the plugin's message. Throws if it breaks the rules of its kind; the call then fails.
    init(_ reader: MessageReader) throws(MessageError)
}
