extension StringProtocol {
    /// The text without white space at its ends.
    public var trimmingSpaces: String {
        let bare = drop { $0.isWhitespace }
        guard let last = bare.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(bare[...last])
    }
}
