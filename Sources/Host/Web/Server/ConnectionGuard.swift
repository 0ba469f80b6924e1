import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request does not end in time, and one whose answer says that it closes; tells when the client goes away.
///
/// A client that drips its body would else hold its connection for ever, and one that sends on after 413 would be read to its end.
/// Runs on the connection's event loop alone.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let requestTimeout: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isClosing = false
    private var hasClientGone = false
    /// Of the request that is being answered.
    private var watch: ClientWatch?

    init(requestTimeout: TimeAmount) { self.requestTimeout = requestTimeout }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: schedule(context, in: requestTimeout)
        case .body: break
        case .end: cancel()
        }
        if !isClosing { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.connection]?.lowercased() == "close" { isClosing = true }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            watch = nil
            guard isClosing else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            // Our half first: closing both with bytes unread would reset the connection and lose the answer.
            context.close(mode: .output, promise: nil)
            schedule(context, in: .seconds(1))
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let watch = event as? ClientWatch else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if hasClientGone { watch.clientHasGone() } else { self.watch = watch }
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The end of the client's half is all that can be seen of a client that closed, until we write to it.
        if event as? ChannelEvent == .inputClosed { clientHasGone() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancel()
        clientHasGone()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    private func schedule(_ context: ChannelHandlerContext, in amount: TimeAmount) {
        cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: amount) { context.close(promise: nil) }
    }

    private func clientHasGone() {
        hasClientGone = true
        watch?.clientHasGone()
        watch = nil
    }

    private func cancel() {
        deadline?.cancel()
        deadline = nil
    }
}
