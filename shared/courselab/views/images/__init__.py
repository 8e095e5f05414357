"""Pictures of pictures: grids of images, and scenes with boxes."""
