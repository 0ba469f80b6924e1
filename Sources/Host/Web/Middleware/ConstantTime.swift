/// Comparison that takes as long wherever the difference is.
enum ConstantTime {
    static func equal(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var difference = UInt8(left.count == right.count ? 0 : 1)
        for index in left.indices { difference |= left[index] ^ (right.isEmpty ? 0xFF : right[index % right.count]) }
        return difference == 0 && !left.isEmpty
    }
}
