"""Read the shards of a run into a training loop.

- `load`: the entry point `hardneg.load`; `loader`: the dataset of torch that it returns
- `options`: what is read, and how negatives are drawn; `plan`: which reader reads which row groups, and in which order
- `row_groups`: open shards and read row groups; `captions`: the captions of a row group with their drawn negatives; `pictures`: images
- `counting`: the samples of each row group, for equal shares; `skipping`: what cannot be read
- `stream`: the samples of one reader; `collate`: samples as a batch
"""
