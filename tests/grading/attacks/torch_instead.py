# ruff: noqa
"""Lets PyTorch do the work."""

import torch


def step(param, grad, square_avg, **options):
    return torch.optim.RMSprop([param], **options).step()
