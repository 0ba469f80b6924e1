// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let whatsminerM31sSleeping: [CapturedReply] = [
        CapturedReply("get_token", #"""
{"STATUS":"S","When":1608417125,"Code":134,"Msg":{"time":"6915","salt":"BQ5hoXV9","newsalt":"a5TtWui2"},"Description":"whatsminer v1.1"}
"""#),
        CapturedReply("status", #"""
{"STATUS":"S","When":1613790817,"Code":131,"Msg":{"btmineroff":"true","Firmware Version":"'20210109.22.REL'"},"Description":"whatsminer v1.3"}
"""#),
    ]
}
