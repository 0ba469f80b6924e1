/// Receives what a scanner finds in a reply, in the reply's order. Nothing borrowed may be kept.
protocol ReplyEventSink {
    /// An object or a list begins under `key` (`ReplyKey.none` for the root and inside a list).
    mutating func open(_ key: ReplyKey, isList: Bool)
    /// The object or list opened last ends.
    mutating func close()
    /// The reply ends in the middle: what is open was not closed by the device, and the closes that follow are the scanner's.
    mutating func cutOff()
    /// A value stands under `key` (`ReplyKey.none` inside a list).
    mutating func value(_ key: ReplyKey, _ value: ReplyValue)
}
