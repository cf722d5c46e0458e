"""Which protocol comes next. HTTP, TLS, or nothing: what is neither is refused, for it could not be read."""

from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes
from mitmproxy.proxy.layers.http import HTTPMode

_ENOUGH = 3  # bytes by which TLS is known


class NextLayer:
    """Takes the place of mitmproxy's addon of that name."""

    def next_layer(self, following: layer.NextLayer) -> None:
        context = following.context
        if len(context.layers) == 1 and isinstance(context.layers[0], modes.HttpProxy):
            following.layer = layers.HttpLayer(context, HTTPMode.regular)
        elif len(data := following.data_client()) >= _ENOUGH:
            following.layer = _inside(context, data)


def _inside(context: Context, data: bytes) -> layer.Layer:
    if starts_like_tls_record(data) and not context.client.tls:
        outer = layers.ServerTLSLayer(context)
        outer.child_layer = layers.ClientTLSLayer(context)
        return outer
    return layers.HttpLayer(context, HTTPMode.transparent)
