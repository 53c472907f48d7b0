"""PyTorch and JAX programs as graphs: recorded as they run, with the frameworks' own derivatives.

An operation runs once, on the framework's own arrays. Its local map is the framework's own too:
PyTorch's nodes, JAX's `vjp`. No rule is declared again here, so a graph shows what the framework
does, not what it should do.

To read them in order:

- `choosing`: whose function it is, and `trace` for all of them.
- `foreign`: the graph of such a run; `local`: the local derivatives at one of its nodes.
- `torch_recorder`: PyTorch, call by call; `torch_walk`: through its own nodes; `torch_modules`:
  the modules around the calls; `torch_unchanged`: what is put back; `torch_backward`: its own
  backward pass.
- `jax_trace`: JAX, and all that is private of it; `jax_recorder`: equation by equation.

Neither framework is imported unless it has been already.
"""
